"""Arrays of a stranger's .npz file: nothing is unpickled, and sizes are checked before memory is.

What `np.savez` wrote, which is not compressed, is read from the disk where it is needed: the file
may be larger than the memory.
"""

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ood_core.errors import UserError
from ood_core.files import UNREADABLE, Arrays

GIGABYTE = 2**30
UNPACKED = 4 * GIGABYTE  # bytes of arrays that are compressed: these are in memory
HEADER = 10_000  # bytes, with what says its version and length; NumPy reads no longer ones
LONGEST = 2**40  # rows or columns: their product is a number of bytes, not of digits


def read(
    file: Path, most: int, check_names: Callable[[Sequence[str]], None], data: bytes | None = None
) -> Arrays:
    """The arrays by their names.

    Args:
        most: bytes that the file may have.
        check_names: raises UserError where its members, `NAME.npy`, are not those of a good file.
        data: what is in it, where that is in memory; `file` is then but its name.

    Raises:
        UserError: it cannot be read, holds Python objects, or is too large.
    """
    try:
        if (file.stat().st_size if data is None else len(data)) > most:
            raise too_large(file, most)
        whole = np.memmap(file, np.uint8, "r") if data is None else np.frombuffer(data, np.uint8)
        with zipfile.ZipFile(file if data is None else io.BytesIO(data)) as packed:
            members = packed.infolist()
            check_names([one.filename for one in members])
            left = {True: UNPACKED, False: most}
            found = {}
            for one in members:
                is_packed = one.compress_type != zipfile.ZIP_STORED
                left[is_packed] -= one.file_size
                if left[is_packed] < 0:
                    raise UserError(
                        "error.npz.unpacks",
                        "{file} unpacks to more than {most} GB. Save it by np.savez, which does "
                        "not compress, or bring fewer inputs.",
                        file=file,
                        most=UNPACKED // GIGABYTE,
                    )
                found[one.filename.removesuffix(".npy")] = _array(packed, one, whole)
            return found
    except UserError:
        raise
    except FileNotFoundError as error:
        raise UserError("error.npz.no_file", "There is no file {file}.", file=file) from error
    except (*UNREADABLE, NotImplementedError) as error:
        raise UserError(
            "error.npz.unreadable",
            "{file} is no readable .npz file. Save its arrays by np.savez.",
            file=file,
        ) from error


def objects(name: str) -> UserError:
    return UserError(
        "error.npz.objects",
        "{name} holds Python objects, which are never read, since they could run code. Save it as "
        "an array of numbers; class names as an array of text.",
        name=name,
    )


def too_large(file: Path, most: int) -> UserError:
    return UserError(
        "error.npz.large",
        "{file} is larger than {most} MB. Bring fewer inputs, or features in half precision; files "
        "of more than 200 MB by the command line only.",
        file=file,
        most=most >> 20,
    )


def _array(packed: zipfile.ZipFile, one: zipfile.ZipInfo, whole: np.ndarray) -> np.ndarray:
    """An array where it lies in the `whole` file, unless it is compressed; its header is first."""
    with packed.open(one) as member:
        start = io.BytesIO(member.read(HEADER))
    version = np.lib.format.read_magic(start)
    read_header = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }[version]
    shape, by_column, dtype = read_header(start)
    if dtype.hasobject:
        raise objects(one.filename.removesuffix(".npy"))
    is_endless = dtype.itemsize == 0 or any(n > LONGEST for n in shape)  # of no bytes: any number
    if is_endless or one.file_size != start.tell() + _bytes(shape, dtype):
        raise ValueError("an array is not as long as it says")
    order = "F" if by_column else "C"
    if one.compress_type == zipfile.ZIP_STORED:
        return np.ndarray(shape, dtype, whole, _start(whole, one) + start.tell(), order=order)
    return np.ndarray(shape, dtype, packed.read(one), start.tell(), order=order)


def _bytes(shape: tuple[int, ...], dtype: np.dtype) -> int:
    found = dtype.itemsize
    for n in shape:
        found *= n
    return found


def _start(whole: np.ndarray, one: zipfile.ZipInfo) -> int:
    """Where a member's own bytes begin: behind its header, its name and what is extra."""
    header = whole[one.header_offset : one.header_offset + 30].tobytes()
    lengths = (int.from_bytes(header[i : i + 2], "little") for i in (26, 28))
    return one.header_offset + 30 + sum(lengths)

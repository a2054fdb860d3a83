"""Tables as programs write them: each is read as it is meant, or refused in a true sentence."""

import io
import time
import unicodedata

import numpy as np
import pandas as pd
import pytest

from ood_core.benchmarks.custom import labels, tables
from ood_core.benchmarks.custom.sets import File
from ood_core.errors import UserError

XY = [[1.5, -2.0], [0.25, 3.0], [-4.0, 1e-3], [7.0, 8.5]]
AB = ("a", "b", "a", "b")
FRAME = pd.DataFrame(XY, columns=["x", "y"]).assign(label=AB)


def classes(file: File, names: list[str]) -> dict[str, str]:
    return {name: told.label for name, told in labels.of_images(file, names).items()}


def table(data: str | bytes, name: str = "points.csv") -> File:
    raw = data.encode() if isinstance(data, str) else data
    return File(name, lambda: io.BytesIO(raw))


def lines(separator: str, header: str = "", comma: bool = False, label: bool = True) -> str:
    rows = [[str(x), str(y), *([k] if label else [])] for (x, y), k in zip(XY, AB, strict=True)]
    text = "\n".join(separator.join(row) for row in rows)
    text = text.replace(".", ",") if comma else text
    return f"{header}\n{text}\n" if header else f"{text}\n"


READ = {  # what people bring -> the table; all hold XY and AB
    "R's write.table": '"x" "y" "label"\n'
    + "".join(f'"{i}" {line}\n' for i, line in enumerate(lines(" ").splitlines(), 1)),
    "R's row names are words": '"x","y","label"\n'
    + "".join(f'"Mazda {i}",{line}\n' for i, line in enumerate(lines(",").splitlines())),
    "a title": f"My measurements\n\n{lines(',', 'x,y,label')}",
    "a title, filled up by Excel": f"My measurements;;\n;;\n{lines(';', 'x;y;label')}",
    "commas at the ends": lines(",", "x,y,label").replace("\n", ",\n"),
    "no header": lines(","),
    "header": lines(",", "x,y,label"),
    "class": lines(",", "x,y,class"),
    "target": lines(",", "x,y,target"),
    "species": lines(",", "x,y,Species"),
    "colour is the only text": lines(",", "x,y,colour"),
    "other names": lines(",", "left,right,kind"),
    "x1, x2, y": lines(",", "x1,x2,y"),
    "X1 and X2": lines(",", "X1,X2,Y"),
    "features of scikit-learn": lines(",", "feature 0,feature 1,target"),
    "Korean names": lines(",", "가로,세로,클래스"),
    "Korean names, decomposed": lines(",", "x,y,라벨").encode().decode(),
    "capitals": lines(",", "X,Y,LABEL"),
    "spaces about names": lines(",", " x , y , label "),
    "quoted": FRAME.to_csv(index=False, quoting=2),
    "quoted names": FRAME.to_csv(index=False, quoting=1),
    "pandas with its index": FRAME.to_csv(),
    "pandas, other names": FRAME.set_axis(["u", "v", "w"], axis=1).to_csv(),
    "an index that is called so": FRAME.rename_axis("index").to_csv(),
    "an index from one": FRAME.set_axis(["u", "v", "w"], axis=1).set_axis(range(1, 5)).to_csv(),
    "an index without header": FRAME.to_csv(header=False),
    "the class first": FRAME[["label", "x", "y"]].to_csv(index=False),
    "the class first, no header": FRAME[["label", "x", "y"]].to_csv(index=False, header=False),
    "y before x": FRAME[["y", "label", "x"]].to_csv(index=False),
    "a third coordinate beside x and y": FRAME.assign(z=9.5).to_csv(index=False),
    "a comment beside the class": FRAME.assign(note=["p", "q", "r", "s"]).to_csv(index=False),
    "tabs": lines("\t"),
    "tabs and header": lines("\t", "x\ty\tlabel"),
    "semicolons": lines(";"),
    "semicolons and header": lines(";", "x;y;label"),
    "decimal commas": lines(";", comma=True),
    "decimal commas and header": lines(";", "x;y;Klasse", comma=True),
    "decimal commas and tabs": lines("\t", comma=True),
    "bars": lines("|"),
    "spaces": lines(" "),
    "several spaces": lines("   "),
    "spaces after commas": lines(", "),
    "CR LF": lines(",").replace("\n", "\r\n"),
    "CR": lines(",", "x,y,label").replace("\n", "\r"),
    "no last line end": lines(",").rstrip(),
    "blank lines": lines(",").replace("\n", "\n\n"),
    "lines of commas only": lines(",") + ",,\n,,\n",
    "BOM": lines(",", "x,y,label").encode("utf-8-sig"),
    "UTF-16 with BOM": lines(",", "x,y,label").encode("utf-16"),
    "UTF-32 with BOM": lines(",", "x,y,label").encode("utf-32"),
    "UTF-16, no BOM": lines(",", "x,y,label").encode("utf-16-le"),
    "UTF-16, big end first, no BOM": lines(",", "x,y,label").encode("utf-16-be"),
    "exponents": "1.5e0,-2E0,a\n2.5e-1,3,b\n-4,1e-3,a\n7.,85e-1,b\n",
    "comments": "# made by hand\n#\n" + lines(",", "x,y,label"),
    "comments without names": "# made by hand, today\n" + lines(","),
    "names in a comment, as NumPy writes them": lines(",", "# x,y,class"),
    "columns that pandas numbered": lines(",", "0,1,2"),
    "a separator told to Excel": lines(";", "sep=;\nlabel;x;y").replace("label;x;y", "x;y;label"),
    "ARFF": "@relation r\n@attribute x numeric\n@data\n" + lines(","),
    "blank lines before": "\n\n" + lines(",", "x,y,label"),
    "the class first, behind a comment": "# note\n\nlabel,x,y\n"
    + "".join(f"{k},{x},{y}\n" for (x, y), k in zip(XY, AB, strict=True)),
    "a printer's minus": lines(",").replace("-", "\N{MINUS SIGN}"),
    "plus signs": lines(",").replace("1.5", "+1.5"),
}


@pytest.mark.parametrize("kind", READ)
def test_a_table_is_read_as_it_is_meant(kind):
    read = tables.points(table(READ[kind]))
    assert read.x.tolist() == XY and read.labels == AB and not read.left_out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_korean_classes_in_every_encoding(encoding):
    text = "x,y,종류\n1,2,고양이\n3,4,강아지\n5,6,고양이\n"
    read = tables.points(table(text.encode(encoding)))
    assert read.labels == ("고양이", "강아지", "고양이")
    told = " ".join(sentence.key for sentence in read.done)
    assert ("custom.encoding" in told) == (encoding not in ("utf-8", "utf-8-sig"))


def test_latin_1_is_guessed_and_told():
    read = tables.points(table("x,y,name\n1,2,Müller\n3,4,Äpfel\n5,6,café\n".encode("latin-1")))
    assert read.labels == ("Müller", "Äpfel", "café")
    assert [told.key for told in read.done] == ["custom.columns", "custom.encoding"]


def test_numbers_that_are_classes_have_one_name_each():
    read = tables.points(table("x,y,class\n1,2,1\n3,4,1.0\n5,6,2\n7,8,02\n"))
    assert read.labels == ("1", "1", "2", "2")
    assert tables.points(table("1,2,0\n3,4,1\n5,6,0\n")).labels == ("0", "1", "0")


def test_points_without_classes():
    for header in ("", "x,y", "u,v", "longitude,latitude"):
        read = tables.points(table(lines(",", header, label=False)))
        assert read.x.tolist() == XY and read.labels == (None,) * 4


def test_the_report_names_the_columns():
    read = tables.points(table(FRAME.assign(z=9.5).to_csv()))
    assert [str(told.filled(set="ID")) for told in read.done] == [
        "ID: x is the column x, y is y, the class is label.",
        "ID: not used: 1, z.",
    ]


def test_columns_without_names_are_told_by_their_numbers():
    read = tables.points(table(lines(",")))
    assert [str(told.filled(set="ID")) for told in read.done] == [
        "ID: x is the column 1, y is 2, the class is 3."
    ]


def test_a_column_in_which_no_entry_comes_twice_names_the_rows():
    """As the first one of ecoli.data, whose last one is the class."""
    text = "".join(f"AAT_{i}  0.{i:02d}  0.5  {('cp', 'im')[i % 2]}\n" for i in range(12))
    read = tables.points(table(text))
    assert read.x[:, 0].tolist() == [i / 100 for i in range(12)]
    assert read.labels == ("cp", "im") * 6
    assert [str(told.filled(set="ID")) for told in read.done] == [
        "ID: x is the column 2, y is 3, the class is 4.",
        "ID: not used: 1.",
    ]
    alone = "name,x,y\n" + "".join(f"n{i},{i},5\n" for i in range(12))
    assert tables.points(table(alone)).labels == (None,) * 12


def test_far_points_keep_their_places_and_senseless_ones_are_listed():
    """Seconds since 1970 are 1.7e9, where single precision steps by 128."""
    read = tables.points(table("1700000001,5,a\n1700000002,6,b\n1e30,7,a\nnan,1,a\n1e999,1,b\n"))
    assert read.x[:, 0].tolist() == [1700000001, 1700000002]
    assert [str(line) for line in read.left_out] == [
        "points.csv, line 3: a number beyond 10^12, too large for a coordinate.",
        "points.csv, line 4 (nan): a number is missing or not finite.",
        "points.csv, line 5 (1e999): it is no finite number, or not written as 1234.5 is.",
    ]


def test_lines_are_counted_from_the_top_of_the_file():
    text = "# note\n\nx,y,label\n1,2,a\nnone,3,b\n"
    for before in ("# note\n\n", "# note\n# x,y,label\n"):
        read = tables.points(table(text if before.endswith("\n\n") else before + "1,1,a\n?,2,b\n"))
        where = "line 5 (none)" if before.endswith("\n\n") else "line 4 (?)"
        assert [str(one) for one in read.left_out] == [
            f"points.csv, {where}: a number is missing or not finite."
        ]


def test_thousands_are_read_where_they_can_be_read_in_one_way_only():
    german = "x;y;class\n1.234,5;-2.000.000,25;a\n1.000,5;12,5;b\n"
    english = 'x,y,class\n"1,234.5","-2,000,000.25",a\n"1,000.5",12.5,b\n'
    for text in (german, english):
        read = tables.points(table(text))
        assert read.x.tolist() == [[1234.5, -2000000.25], [1000.5, 12.5]] and not read.left_out
    with pytest.raises(UserError, match=r"1,234 is not written as 1234\.5 is"):
        tables.points(table('x,y,class\n"1,234",2.5,a\n"1,500",3.5,b\n'))


@pytest.mark.parametrize("cell", ["0x1f", "5%", "1'000", "1+2j", "2 kg"])
def test_a_number_that_is_written_otherwise_is_named(cell):
    read = tables.points(table(f"x,y,class\n1,2,a\n{cell},3,b\n4,5,a\n"))
    why = "it is no finite number, or not written as 1234.5 is."
    assert [str(one) for one in read.left_out] == [f"points.csv, line 3 ({cell}): {why}"]


@pytest.mark.parametrize("header", ["x,y,class\n", ""])
def test_a_line_with_more_cells_than_columns_is_left_out(header):
    """Its decimal comma would part a number, and what follows were in other columns."""
    read = tables.points(table(f"{header}1.5,2,a\n3.5,4,b\n1,5,2,a\n5.5,6,a\n7.5,8,b,\n"))
    assert read.x[:, 0].tolist() == [1.5, 3.5, 5.5, 7.5]
    assert [one.values["why"].key for one in read.left_out] == ["custom.more_cells"]


def test_a_header_that_is_one_name_short_shifts_no_column():
    """Only rows that begin with names, as R writes them, have a column without one."""
    read = tables.points(table("x,y\n0.1,0.2,1\n0.3,0.4,0\n0.5,0.6\n"))
    assert read.x.tolist() == [[0.5, 0.6]] and len(read.left_out) == 2
    more = "file,class\n0001.png,a,x\n0002.png,b,y\n"
    assert classes(table(more), FILES) == dict(zip(FILES, "ab", strict=False))


def test_a_thousand_is_no_decimal():
    read = tables.points(table("x;y;c\n1.234,5;2,0;a\n1.234;3,0;b\n0,5;1,5;a\n"))
    assert read.x.tolist() == [[1234.5, 2.0], [0.5, 1.5]] and len(read.left_out) == 1


def test_a_table_of_titles_alone_names_no_image():
    assert classes(table(",b\n,c\n"), FILES) == {}


def test_what_python_writes_for_a_missing_class_is_none():
    read = tables.points(table("x,y,class\n1,2,a\n2,3,nan\n3,4,NaN\n4,5,b\n5,6,None\n"))
    assert read.labels == ("a", None, None, "b", "None")


def test_a_table_that_names_two_classes_for_an_image_is_refused():
    """As one of objects in images does: each line is one."""
    text = "filename,class,xmin\n0001.png,a,1\n0001.png,a,5\n0002.png,a,2\n0002.png,b,3\n"
    with pytest.raises(UserError, match="says two things of 1 of the images"):
        labels.of_images(table(text), FILES)
    sides = "filename,class,split\n0001.png,a,train\n0001.png,a,test\n0002.png,a,test\n"
    with pytest.raises(UserError, match="says two things of 1 of the images"):
        labels.of_images(table(sides), FILES)
    assert classes(table(text.replace("png,b", "png,a")), FILES) == dict.fromkeys(FILES[:2], "a")


IRIS = "5.1,3.5,1.4,0.2,setosa\n4.9,3.0,1.4,0.2,setosa\n7.0,3.2,4.7,1.4,versicolor\n"
VECTORS = {  # table -> which columns, as the report tells
    "four measurements": (IRIS, None),
    "four named ones": (
        f"sepal length,sepal width,petal length,petal width,species\n{IRIS}",
        "ID: vectors of 4 columns: sepal length, sepal width, petal length, petal width; the class "
        "is species.",
    ),
    "numbered from 0": (
        f"x0,x1,x2,x3,kind\n{IRIS}",
        "ID: vectors of 4 columns: x0, x1, x2, x3; the class is kind.",
    ),
    "numbered ones, x1 and x2 among them": (
        f"x1,x2,x3,x4,y\n{IRIS}",
        "ID: vectors of 4 columns: x1, x2, x3, x4; the class is y.",
    ),
    "an index before them": (
        ",a,b,c,d,k\n" + "\n".join(f"{i},{line}" for i, line in enumerate(IRIS.splitlines())),
        "ID: vectors of 4 columns: a, b, c, d; the class is k.",
    ),
}


@pytest.mark.parametrize("kind", VECTORS)
def test_more_than_two_columns_of_numbers_are_vectors(kind):
    text, told = VECTORS[kind]
    read = tables.points(table(text))
    assert read.x.tolist() == [[5.1, 3.5, 1.4, 0.2], [4.9, 3, 1.4, 0.2], [7, 3.2, 4.7, 1.4]]
    assert read.labels == ("setosa", "setosa", "versicolor")
    assert told is None or str(read.done[0].filled(set="ID")) == told


REFUSED = {
    "names only": ("name,town\nAnn,Bonn\nBob,Ulm\n", "0 columns of numbers.* name, town"),
    "one column": ("x\n1\n2\n", "1 columns of numbers"),
    "empty": ("", "0 columns of numbers"),
    "a header only": ("x,y\n", None),
    "bytes": (bytes(range(256)) * 4, "is not a CSV file of points"),
    "JSON": ('[\n  {"x": 1, "y": 2},\n  {"x": 3, "y": 4}\n]', r"begins as other.*\(JSON\)"),
    "a workbook": (b"PK\x03\x04" + bytes(99), r"begins as other files do \(zip, XLSX, ODS\)"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + bytes(99), r"\(XLS, DOC\)"),
    "a web page": ("<!DOCTYPE html>\n<p>404</p>", r"\(HTML\)"),
    "many columns": (",".join("1" * 2000) + "\n", "more than 1000 columns"),
    "a long file": (b"1,2\n" * 2**23, "longer than 20 MB"),
    "newlines": (b"\n" * 2**20, "longer than"),
    "one long cell": ("x,y\n1," + "9" * 200_000, "is not a CSV file of points"),
    "one open quote": ('x,y\n1,"' + "a" * 200_000, "is not a CSV file of points"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_could_mean_two_things_or_nothing_is_said(kind):
    data, sentence = REFUSED[kind]
    if sentence is None:
        assert len(tables.points(table(data)).x) == 0
        return
    with pytest.raises(UserError, match=sentence) as caught:
        tables.points(table(data))
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    "text", ["PAR1,PAR2,class\n1,2,a\n3,4,b\n", "<!-- made by hand -->,y\n1,2\n3,4\n"]
)
def test_a_table_may_begin_as_a_file_of_another_kind_does(text):
    assert tables.points(table(text)).x.tolist() == [[1, 2], [3, 4]]


def test_digits_without_end_are_no_number_and_cost_no_time():
    """Tried as one in every way there is, they would take minutes."""
    assert tables.number("9" * 309, False) is None and tables.number("9" * 308, False) == 1e308
    text = "x,y\n" + "1,2\n" * 9 + ("1" * 50_000 + "x,2\n") * 8
    start = time.process_time()
    read = tables.points(table(text))
    assert time.process_time() - start < 1
    assert len(read.x) == 9 and len(read.left_out) == 8


def test_a_name_of_many_letters_is_cut():
    with pytest.raises(UserError) as caught:
        tables.points(table("x\n1\n", "n" * 4000 + ".csv"))
    assert len(str(caught.value)) < 300


FILES = ["train/0001.png", "train/0002.png", "test/0003.png"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("metadata.csv", "file_name,label\ntrain/0001.png,a\ntrain/0002.png,b\ntest/0003.png,a\n"),
        ("labels.csv", "id,label\n0001,a\n0002,b\n0003,a\n"),
        ("labels.tsv", "image\tclass\n0001.png\ta\n0002.png\tb\n0003.png\ta\n"),
        ("train.csv", "0001.png,a\n0002.png,b\n0003.png,a\n"),
        ("labels.csv", "path;width;species\n./train/0001.png;5;a\ntrain\\0002.png;6;b\n0003;7;a\n"),
        ("_classes.csv", "filename,a,b\n0001.png,1,0\n0002.png,0,1\n0003.png,1,0\n"),
        (
            "metadata.jsonl",
            '{"file_name": "0001.png", "label": "a"}\n{"file_name": "0002.png", "label": "b"}\n'
            '{"file_name": "0003.png", "label": "a"}\n',
        ),
    ],
)
def test_a_table_beside_images_names_their_classes(name, text):
    assert classes(table(text, name), FILES) == dict(zip(FILES, "aba", strict=True))


@pytest.mark.parametrize("column", ["split", "data set"])
def test_what_says_the_split_is_no_class_and_kept(column):
    sides = ("train", "test", "train", "val")
    alone = FRAME[["x", "y"]].assign(**{column: sides})
    assert tables.points(table(alone.to_csv(index=False))).labels == (None,) * 4
    beside = alone.assign(kind=AB)
    found = tables.points(table(beside.to_csv(index=False)))
    assert found.labels == AB and found.sides == ("train", "test", "train", "train")
    assert not any("not used" in str(told.filled(set="ID")) for told in found.done)
    said = "".join(f"{name},{side}\n" for name, side in zip(FILES, sides, strict=False))
    assert classes(table(f"file,{column}\n{said}"), FILES) == {}
    named = "".join(f"{n},{s},{k}\n" for n, s, k in zip(FILES, sides, AB, strict=False))
    found = classes(table(f"file,{column},kind\n{named}"), FILES)
    assert found == dict(zip(FILES, AB, strict=False))
    its = labels.of_images(table(f"file,{column},kind\n{named}"), FILES)
    assert [told.side for told in its.values()] == ["train", "test", "train"]


def test_a_column_of_one_side_alone_is_no_split_and_a_class_may_be_called_test():
    one = FRAME.assign(split="train")
    found = tables.points(table(one.to_csv(index=False)))
    assert found.sides == (None,) * 4 and "not used: split" in str(found.done[-1].filled(set="ID"))
    named = FRAME.assign(label=("train", "test", "train", "test"))
    found = tables.points(table(named.to_csv(index=False)))
    assert found.labels == ("train", "test", "train", "test") and found.sides == (None,) * 4


def test_files_are_named_in_any_capitals_and_form():
    letters = unicodedata.normalize("NFD", "고양이")  # as macOS writes it
    names = [f"{letters}.png", "IMG_1.JPG", "a.png", "A.png"]
    text = "file,label\n고양이.PNG,a\nimg_1.jpg,b\na.png,c\nA.PNG,d\n"
    assert classes(table(text), names) == dict(zip(names[:3], "abc", strict=True))


def test_a_table_speaks_of_the_files_in_its_own_folder_first():
    """As metadata.csv in each folder of a split does, where both have a 1.png."""
    both = ["train/1.png", "train/2.png", "test/1.png"]
    text = "file_name,label\n1.png,a\n2.png,b\n"
    assert classes(table(text, "train/metadata.csv"), both) == {
        "train/1.png": "a",
        "train/2.png": "b",
    }
    assert classes(table(text, "metadata.csv"), both) == {"train/2.png": "b"}
    stale = "file_name,label\n1.png,a\n3.png,b\n"
    assert classes(table(stale, "train/metadata.csv"), [*both, "test/3.png"]) == {
        "train/1.png": "a"
    }
    assert classes(table(stale, "about/metadata.csv"), ["test/1.png"]) == {"test/1.png": "a"}
    paths = "file_name,label\ntest/1.png,a\n"
    assert classes(table(paths, "train/metadata.csv"), both) == {"test/1.png": "a"}


def test_a_table_beside_images_that_does_not_say_which_column_is_the_class_is_named():
    text = "file,length,kind,place\n0001.png,5,a,p\n0002.png,6,b,q\n0003.png,7,a,q\n"
    told = labels.of_images(table(text), FILES)
    assert "which column is their class (length, kind, place)" in str(told)
    ill = "lesion,image,dx\n" + "".join(f"L{i},{i:04}.png,{'ab'[i % 2]}\n" for i in range(12))
    found = classes(table(ill), FILES)
    assert found == dict(zip(FILES, "bab", strict=True))


def test_a_table_beside_images_may_speak_of_something_else():
    assert classes(table("x,y\n1,2\n3,4\n"), FILES) == {}
    twice = ["a/1.png", "b/1.png"]
    assert classes(table("name,label\n1.png,k\n"), twice) == {}


def test_the_way_through_a_process_of_its_own_brings_the_same():
    from ood_core.serving import tables as apart

    data = FRAME.assign(z=1.5).to_csv()
    here, there = tables.points(table(data)), apart.points(table(data))
    assert np.array_equal(here.x, there.x) and here.labels == there.labels
    assert [*map(repr, map(vars, here.done))] == [*map(repr, map(vars, there.done))]
    with pytest.raises(UserError, match="1 columns of numbers"):
        apart.points(table("name,size\na,1\nb,2\n"))
    named = "id,label\n0001,a\n0002,b\n"
    assert apart.labels(table(named), FILES) == labels.of_images(table(named), FILES)
    vague = "id,p,q\n0001,a,5\n0002,b,6\n0003,b,k\n"
    assert str(apart.labels(table(vague), FILES)) == str(labels.of_images(table(vague), FILES))


def test_a_line_for_excel_names_no_columns():
    read = tables.points(table("sep=;\ny;x\n1;2\n3;4\n"))
    assert read.x.tolist() == [[2, 1], [4, 3]] and not read.left_out


def test_a_class_called_x_before_numbers_is_no_line_of_names():
    read = tables.points(table("X,2,8,3.5\nY,5,12,3.5\nX,4,11,6.5\n"))
    assert len(read.x) == 3 and read.labels == ("X", "Y", "X")

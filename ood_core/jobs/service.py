"""One queue for several app servers: a process of its own keeps it, and they ask it.

A question is the name of a method of `Queue` and its arguments, as JSON, by HTTP; a job goes by its
id. Whoever asks shows the token that the process was started with. The app servers, the process
and its workers see the folder of runs under the same path.
"""

import hmac
import json
import os
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import uvicorn
from pydantic import TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ood_core import paths
from ood_core.errors import UserError
from ood_core.jobs.job import Job
from ood_core.jobs.orders import to_json
from ood_core.jobs.queue import Queue
from ood_core.jobs.remote import REFUSED, UNKNOWN

ASKED = ("active", "add_later", "bounds", "delete_benchmark", "delete_run", "expected", "job")
ASKED += ("latest", "leave", "missing", "position", "see", "submit", "wait", "warm")
TOKEN = "OODLAB_QUEUE_TOKEN"
LARGEST = 2**20  # bytes of a question
SHORTEST = 16  # characters of a token


def serve(queue: Queue, address: str, port: int, token: str) -> None:
    """Answer until the process is ended."""
    uvicorn.run(app(queue, token), host=address, port=port, log_level="warning")


def wanted_token() -> str:
    """That of the environment. Raises UserError where it is none, or could be guessed."""
    token = os.environ.get(TOKEN, "")
    if len(token) < SHORTEST:
        raise UserError(
            "error.jobs.token",
            "Set {variable} to a secret of {n} characters or more, here and on the app servers.",
            variable=TOKEN,
            n=SHORTEST,
        )
    return token


def app(queue: Queue, token: str) -> Starlette:
    """What answers them; `GET /health` needs no token."""

    async def ask(request: Request) -> Response:
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode("latin-1"), f"Bearer {token}".encode()):
            raise HTTPException(UNKNOWN)
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                raise HTTPException(413)
        name = request.path_params["name"]
        if name not in ASKED:
            raise HTTPException(404)
        try:
            told = to_json(await run_in_threadpool(_answer, queue, name, body))
        except ValidationError as error:
            raise HTTPException(400) from error
        except UserError as error:
            return Response(error.to_json(), REFUSED, media_type="application/json")
        return Response(told, media_type="application/json")

    async def health(_: Request) -> Response:
        return Response("ok", media_type="text/plain")

    return Starlette(routes=[Route("/health", health), Route("/{name}", ask, methods=["POST"])])


def _answer(queue: Queue, name: str, body: bytes) -> Any:
    kinds = get_type_hints(getattr(Queue, name))
    given = _adapter(dict[str, Any]).validate_json(body)
    arguments = {key: _argument(queue, kinds.get(key), value) for key, value in given.items()}
    return getattr(queue, name)(**arguments)


def _argument(queue: Queue, kind: Any, value: Any) -> Any:
    if kind is not Job:
        found = _adapter(kind).validate_json(json.dumps(value))  # a list may be a tuple there
        _check_places(queue, found)
        return found
    job = queue.job(value)
    if job is None:
        raise UserError("error.jobs.unknown", "The queue does not know this training any more.")
    return job


def _check_places(queue: Queue, asked: Any) -> None:
    """Raises UserError where it lies elsewhere than the runs here."""
    places = [asked, *(getattr(asked, name, None) for name in ("out", "bundle"))]
    for place in places:
        if isinstance(place, Path) and not _is_here(place, queue.folder):
            raise UserError(
                "error.jobs.elsewhere",
                "The queue of trainings has its runs in another folder than this server: "
                "OODLAB_RUNS_FOLDER must be the same for both.",
            )


def _is_here(place: Path, folder: Path) -> bool:
    committed = place.is_relative_to(paths.PRETRAINED)  # a canvas that comes trained
    return ".." not in place.parts and (committed or place.is_relative_to(folder))


@cache
def _adapter(kind: Any) -> TypeAdapter:
    return TypeAdapter(kind)

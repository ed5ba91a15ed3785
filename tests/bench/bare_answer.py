from starlette.requests import Request
from starlette.responses import Response


async def answer(request: Request) -> Response:
    return Response()

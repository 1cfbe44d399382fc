"""The contract itself, for programs; /docs shows the same to people."""

from typing import Any

from fastapi import Request, Response

from common.answering import CODE_LIST, Answers
from common.identity import Anyone
from common.strict import router as strict_router

router = strict_router("", "contract")
EXAMPLE = {"openapi": "3.1.0", "info": {"title": "Digisilta", "version": "1"}, "paths": {}}
ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "An OpenAPI 3.1 document",
        "content": {"application/json": {"schema": {"type": "object"}, "example": EXAMPLE}},
    }
}


@router.get("/openapi.json", response_class=Response, responses=ANSWER)
async def read_the_contract(_: Anyone, request: Request, answer: Answers) -> Response:
    """Everything that can be asked here, as an OpenAPI 3.1 document."""
    answer.cache = CODE_LIST
    contract: bytes = request.app.state.contract
    return Response(contract, media_type="application/json")

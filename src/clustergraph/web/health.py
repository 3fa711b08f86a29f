"""Whether the server lives, and whether it can answer."""

from __future__ import annotations

from flask import Blueprint, Response, g, jsonify

from ..errors import StoreError
from . import responses

blueprint = Blueprint("health", __name__)


@blueprint.route("/health")
def alive() -> Response:
    """Say that the process answers."""
    return jsonify(status="alive")


@blueprint.route("/ready")
def ready() -> Response:
    """Say which generation is served and whether the kernel guards the workers, or 503."""
    error: StoreError | None = g.get("store_error")
    if error is not None:
        raise error
    live = responses.live()
    return jsonify(
        status="ready",
        generation=live.generation.name,
        dataset_sha256=live.generation.manifest.get("dataset_sha256"),
        graphs=len(live.pool.graphs),
        network_closed_by_kernel=live.pool.is_guarded,
    )

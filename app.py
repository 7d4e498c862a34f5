"""What Chalice packages, and what API Gateway calls on AWS: chalicelib/api/declared.py lists its rooms."""

from chalicelib.api.application import Application
from chalicelib.config import settings

settings().need("table_prefix", "aws_region", "token_secret", "public_url")

app = Application()

if not settings().aws_lambda_function_name:  # there, rooms are opened as they are called, and the rest starts by itself
    from chalicelib.jobs import handlers as jobs
    from chalicelib.jobs import republication
    from chalicelib.live import handlers, parts
    from chalicelib.reactions import handlers as reactions

    app.open_all()
    app.register_blueprint(handlers.bp)
    app.register_blueprint(parts.bp)
    app.register_blueprint(reactions.blueprint())
    app.register_blueprint(jobs.blueprint())
    app.register_blueprint(republication.bp)

"""The one-machine runtime: API Gateway, the CDN, the stream trigger and the database in one command."""

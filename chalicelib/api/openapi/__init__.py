"""OpenAPI and AsyncAPI, made from the registry and the models: what is documented is what is declared."""

"""Secrets by reference: a setting that is `ssm:/name` is read from Parameter Store, once a process."""

REFERENCE = "ssm:"


def referenced(values: dict[str, str], region: str) -> dict[str, str]:
    """The values with every reference replaced by what it names; raises botocore's ClientError for one that is not."""
    if not any(value.startswith(REFERENCE) for value in values.values()):
        return values
    from botocore.session import get_session  # noqa: PLC0415 - one machine never needs it

    client = get_session().create_client("ssm", region_name=region)

    def read(name: str) -> str:
        return str(client.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])

    return {
        key: read(value.removeprefix(REFERENCE)) if value.startswith(REFERENCE) else value
        for key, value in values.items()
    }

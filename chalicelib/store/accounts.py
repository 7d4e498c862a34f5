"""Embedded accounts: who signs in here, and the claim that makes an email address one person's."""

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.accounts import Account
from chalicelib.domain.errors import ConflictError
from chalicelib.domain.times import to_wire
from chalicelib.store.dynamodb import code_of, reaching_dynamodb
from chalicelib.store.rows import from_row, to_row
from chalicelib.store.tables import Accounts
from chalicelib.store.transactions import LostRaceError, transaction, won


def add(account: Account) -> None:
    """Stores the account and claims its address; raises ConflictError when that is somebody's."""
    row = to_row(Accounts, account)
    claim = Accounts(
        _claim_key(account.email), email=account.email, holder_id=account.user_id, created_at=row.created_at
    )

    def attempt() -> None:
        with transaction() as write:
            write.save(claim, condition=Accounts.user_id.does_not_exist())
            write.save(row, condition=Accounts.user_id.does_not_exist())

    if not won(attempt):
        raise ConflictError("An account with this email address exists. Sign in instead.")


def get(user_id: str) -> Account | None:
    """The account of a user, if they have one here."""
    with reaching_dynamodb():
        try:
            return from_row(Account, Accounts.get(user_id, consistent_read=True))
        except Accounts.DoesNotExist:
            return None


def remember(account: Account) -> None:
    """Stores whom a provider signs in, as it describes them now; claims no address, since the provider owns that."""
    row = Accounts(account.user_id)
    actions: list[Action] = [
        Accounts.email.set(account.email),
        Accounts.email_verified.set(account.email_verified),
        Accounts.name.set(account.name),
        Accounts.issuer.set(account.issuer),
        Accounts.created_at.set(Accounts.created_at | to_wire(account.created_at)),
    ]
    with reaching_dynamodb():
        row.update(actions=actions)


def renew_hash(user_id: str, before: str, after: str) -> None:
    """The same password, hashed anew; raises LostRaceError when another one was chosen meanwhile."""
    _update(user_id, [Accounts.password_hash.set(after)], Accounts.password_hash == before)


def change(user_id: str, **values: object) -> None:
    """Sets some attributes of an account that exists; raises LostRaceError when it does not any more."""
    _update(user_id, [getattr(Accounts, name).set(value) for name, value in values.items()], Accounts.user_id.exists())


def _update(user_id: str, actions: list[Action], condition: Condition) -> None:
    with reaching_dynamodb():
        try:
            Accounts(user_id).update(actions=actions, condition=condition)
        except UpdateError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            raise LostRaceError((0,)) from error


def by_email(email: str) -> Account | None:
    """The account that holds the address, in its one spelling, if any."""
    with reaching_dynamodb():
        try:
            claim = Accounts.get(_claim_key(email), consistent_read=True)
        except Accounts.DoesNotExist:
            return None
    return get(str(claim.holder_id))


def _claim_key(email: str) -> str:
    return f"email#{email}"

"""Keys of outside programs, by their hashes."""

from sqlalchemy import func, select

from models import ApiToken
from repositories.base import Repository


class ApiTokens(Repository[ApiToken]):
    """Keys, revoked ones too."""

    row = ApiToken
    missing = "This key is no longer there."

    def find_live(self, token_hash: str) -> ApiToken | None:
        """The key of this hash that is not revoked."""
        return self.session.scalar(
            select(ApiToken).where(ApiToken.token_hash == token_hash, ApiToken.revoked_at.is_(None))
        )

    def list_all(self, limit: int = 100) -> list[ApiToken]:
        """The newest first, those in use before those revoked."""
        query = select(ApiToken).order_by(ApiToken.revoked_at.is_not(None), ApiToken.id.desc())
        return list(self.session.scalars(query.limit(limit)))

    def count_live(self) -> int:
        """How many are in use."""
        return self.session.scalar(select(func.count()).where(ApiToken.revoked_at.is_(None))) or 0

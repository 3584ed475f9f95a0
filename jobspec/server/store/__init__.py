"""What the server knows, in tables of rows; the only state it has. Writes are durable before they are answered."""

from jobspec.server.store.journal import Journal as Journal
from jobspec.server.store.journal import NoJournal as NoJournal
from jobspec.server.store.tables import EVERYTHING as EVERYTHING
from jobspec.server.store.tables import OF_JOB as OF_JOB
from jobspec.server.store.tables import Grouping as Grouping
from jobspec.server.store.tables import Key as Key
from jobspec.server.store.tables import Row as Row
from jobspec.server.store.tables import Store as Store
from jobspec.server.store.tables import Topic as Topic
from jobspec.server.store.tables import Transaction as Transaction

# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""ServiceNow's encoded query («a=1^ORa=2^NQb>c^ORDERBYd») read as the real desk reads it, which is forgivingly: a term whose
field does not exist is dropped and MORE rows come back. Bridges must survive that, so this module must not be stricter.
"""

import re
from dataclasses import dataclass

from samdrift.partner.servicenow.tables import Table

_TERM = re.compile(
    r"(?P<field>[a-z_][a-z0-9_]*)"
    r"(?P<operator>!=|>=|<=|=|>|<|NOT IN|NOT LIKE|ISNOTEMPTY|ISEMPTY|STARTSWITH|ENDSWITH|LIKE|IN)"
    r"(?P<value>.*)",
    re.DOTALL,
)
_CARET = "\0"  # stands for a doubled caret, which is one caret within a value
_COMPARISONS = {">", "<", ">=", "<="}


@dataclass(frozen=True, slots=True)
class Condition:
    """One term on a field the table has."""

    field: str
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class Query:
    """`alternatives` are joined by or (^NQ), their clauses by and (^), the conditions of a clause by or (^OR)."""

    alternatives: tuple[tuple[tuple[Condition, ...], ...], ...]
    order: tuple[tuple[str, bool], ...]
    """Field and whether it descends."""


def parse(encoded: str, table: Table) -> Query:
    """Read an encoded query for `table`. Nothing is an error: what is not understood is left out."""
    alternatives: list[list[list[Condition]]] = [[]]
    order: list[tuple[str, bool]] = []
    for raw in encoded.replace("^^", _CARET).split("^"):
        term = raw.replace(_CARET, "^")
        if term.startswith("ORDERBY"):
            descends = term.startswith("ORDERBYDESC")
            name = term.removeprefix("ORDERBYDESC" if descends else "ORDERBY")
            if name in table.fields:
                order.append((name, descends))
            continue
        if term.startswith("NQ"):
            alternatives.append([])
            term = term[2:]
        joins_previous = term.startswith("OR")
        condition = _condition(term[2:] if joins_previous else term, table)
        if condition is None:
            continue
        if joins_previous and alternatives[-1]:
            alternatives[-1][-1].append(condition)
        else:
            alternatives[-1].append([condition])
    return Query(tuple(tuple(tuple(clause) for clause in each) for each in alternatives), tuple(order))


def _condition(term: str, table: Table) -> Condition | None:
    found = _TERM.fullmatch(term)
    if found is None or found["field"] not in table.fields:
        return None
    return Condition(found["field"], found["operator"], found["value"])


def where_sql(query: Query, table: Table) -> tuple[str, list[str]]:
    """The query as an SQL condition with its parameters; field names come from the table, never from the caller."""
    parameters: list[str] = []
    alternatives = []
    for clauses in query.alternatives:
        either = [" OR ".join(_condition_sql(each, table, parameters) for each in clause) for clause in clauses]
        alternatives.append(" AND ".join(f"({each})" for each in either) or "1")
    return " OR ".join(f"({each})" for each in alternatives), parameters


def order_sql(query: Query) -> str:
    """The order asked for; without one, the order of sys_id, which says nothing about time."""
    return ", ".join(f"{name} DESC" if descends else name for name, descends in query.order) or "sys_id"


def _condition_sql(condition: Condition, table: Table, parameters: list[str]) -> str:
    # names and operators are exact; values compare without regard to case, as the real desk's database does
    column, operator, value = condition.field, condition.operator, condition.value
    if operator == "ISEMPTY":
        return f"{column} = ''"
    if operator == "ISNOTEMPTY":
        return f"{column} <> ''"
    if operator in {"IN", "NOT IN"}:
        values = value.split(",")
        parameters.extend(values)
        return f"{column} COLLATE NOCASE {operator} ({', '.join('?' for _ in values)})"
    parameters.append(value)
    if operator in {"LIKE", "NOT LIKE"}:
        return f"instr(lower({column}), lower(?)) {'>' if operator == 'LIKE' else '='} 0"
    if operator == "STARTSWITH":
        return f"instr(lower({column}), lower(?)) = 1"
    if operator == "ENDSWITH":
        parameters.append(value)
        return f"lower(substr({column}, -length(?))) = lower(?)"
    if operator in _COMPARISONS and table.fields[column].kind in {"integer", "choice"}:
        return f"CAST({column} AS INTEGER) {operator} CAST(? AS INTEGER)"
    return f"{column} {'<>' if operator == '!=' else operator} ? COLLATE NOCASE"

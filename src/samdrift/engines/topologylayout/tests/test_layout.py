# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The drawing of a network: everything in it once, nothing on anything else, the same every time, calm when one more comes."""

from hypothesis import given
from hypothesis import strategies as st

from samdrift.engines.topologylayout import CELL, Part, grow, lay_out
from samdrift.engines.topologylayout.placing import HEAD, PAD, columns_for

networks = st.integers(1, 40).flatmap(
    lambda size: st.tuples(
        st.lists(st.integers(0, 3), min_size=size, max_size=size),
        st.lists(st.tuples(st.integers(0, size + 1), st.integers(0, size)), max_size=2 * size),
    )
)


def parts_of(ranks):
    return [Part(key, rank) for key, rank in enumerate(ranks)]


def overlap(a, b):
    return a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height


def holds(outer, inner):
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.x + inner.width <= outer.x + outer.width
        and inner.y + inner.height <= outer.y + outer.height
    )


@given(networks)
def test_everything_is_drawn_once_and_no_name_lies_on_another(network):
    ranks, links = network
    drawn = lay_out(parts_of(ranks), links)
    assert sorted(cell.key for cell in drawn.cells) == list(range(len(ranks)))
    for n, cell in enumerate(drawn.cells):
        assert cell.x >= 0
        assert cell.x + cell.width <= drawn.width
        assert cell.y >= 0
        assert cell.y + cell.height <= drawn.height
        assert not [other.key for other in drawn.cells[n + 1 :] if overlap(cell, other)]


@given(networks)
def test_boxes_hold_what_hangs_from_their_node_and_nothing_else(network):
    ranks, links = network
    drawn = lay_out(parts_of(ranks), links)
    tree = grow(parts_of(ranks), links)
    boxes = {box.key: box for box in drawn.boxes}
    assert set(boxes) == {key for key, children in tree.children.items() if children}
    for cell in drawn.cells:
        inside = {key for key, box in boxes.items() if holds(box, cell)}
        assert inside == {key for key in tree.way_up([cell.key]) if key in boxes}
    assert not [1 for a in drawn.boxes for b in drawn.boxes if a != b and overlap(a, b) != (holds(a, b) or holds(b, a))]


@given(networks, st.randoms())
def test_the_same_network_is_drawn_the_same_in_whatever_order_its_links_come(network, dice):
    ranks, links = network
    mixed = [(b, a) if dice.random() < 0.5 else (a, b) for a, b in dice.sample(links, len(links))]
    assert lay_out(parts_of(ranks), mixed) == lay_out(parts_of(ranks), links)


@given(networks, st.data())
def test_a_newcomer_at_the_end_of_a_cable_moves_nobody_within_its_box_unless_the_box_grows_wider(network, data):
    ranks, links = network
    links = [(a, b) for a, b in links if a < len(ranks) and b < len(ranks)]
    host = data.draw(st.integers(0, len(ranks) - 1))
    before = lay_out(parts_of(ranks), links)
    after = lay_out([*parts_of(ranks), Part(len(ranks), 9)], [*links, (host, len(ranks))])
    then, now = ({cell.key: cell for cell in drawn.cells} for drawn in (before, after))
    boxes_then, boxes_now = ({box.key: box for box in drawn.boxes} for drawn in (before, after))
    assert [(key, cell.parent, cell.level) for key, cell in sorted(then.items())] == [
        (key, cell.parent, cell.level) for key, cell in sorted(now.items()) if key in then
    ]
    for key, box in boxes_then.items():
        if boxes_now[key].width != box.width or key in grow(parts_of(ranks), links).way_up([host]):
            continue
        for inner, cell in then.items():
            if cell.parent == key:
                assert (cell.x - box.x, cell.y - box.y) == (
                    now[inner].x - boxes_now[key].x,
                    now[inner].y - boxes_now[key].y,
                )


def test_a_star_stands_in_a_grid_below_its_middle():
    drawn = lay_out([Part(0, 0), *(Part(n, 1) for n in range(1, 8))], [(0, n) for n in range(1, 8)])
    width, height = CELL
    assert {cell.key: (cell.x, cell.y) for cell in drawn.cells} == {
        0: (PAD, 2),
        **{n: (PAD + (n - 1) % 2 * width, HEAD + (n - 1) // 2 * height) for n in range(1, 8)},
    }
    assert (drawn.width, drawn.height) == (2 * width + 2 * PAD, HEAD + 4 * height + PAD)


def test_a_second_way_is_a_line_beside_the_tree():
    tree = grow([Part(1, 0), Part(2, 0), Part(3, 1)], [(1, 2), (2, 3), (3, 1), (3, 3), (3, 99)])
    assert (tree.roots, tree.parents, tree.beside) == ((1,), {1: None, 2: 1, 3: 1}, ((2, 3),))


def test_each_piece_of_a_network_cut_in_two_has_a_root_of_its_own():
    tree = grow([Part(5, 2), Part(6, 1), Part(7, 3), Part(8, 3)], [(5, 6), (7, 8)])
    assert (tree.roots, tree.way_up([8, 5])) == ((6, 7), {8, 7, 5, 6})


def test_a_chain_of_ten_thousand_is_drawn():
    drawn = lay_out([Part(n, n) for n in range(10_000)], [(n, n + 1) for n in range(9_999)])
    assert drawn.cells[-1].level == 9_999


def test_columns_step_up_a_ladder():
    assert [columns_for(count) for count in (0, 5, 6, 20, 21, 45, 46, 900)] == [1, 1, 2, 2, 3, 3, 4, 16]

package org.ngrokd.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.cluster.engine.NodeCard;

class NeighboursTest {
  private static NodeCard card(String id, String clientAddr) {
    return new NodeCard(id, "10.1.0.1:7443", 0, false, clientAddr);
  }

  @Test
  void othersAreThoseThatTakeClientsAndHaveSaidWhere() {
    assertThat(
            Neighbours.others(
                List.of(
                    card("0", "c:1"),
                    card("1", "d:1"),
                    card("2", ""),
                    new NodeCard("3", "10.1.0.3:7443", 0, true, "e:1"),
                    card("4", "a:1")),
                "0"))
        .containsExactly("d:1", "a:1");
  }

  /** A server that begins another life may be there twice for a while. */
  @Test
  void addressIsToldOnceAndOnesOwnNever() {
    assertThat(
            Neighbours.others(
                List.of(card("0", "a:1"), card("1", "a:1"), card("2", "b:1"), card("3", "b:1")),
                "0"))
        .containsExactly("b:1");
  }

  @Test
  void whoSaysNothingOfItselfStillHearsOfOthers() {
    assertThat(Neighbours.others(List.of(card("0", ""), card("1", "b:1")), "0"))
        .containsExactly("b:1");
  }

  @Test
  void ofManyEachHearsOfThoseBehindIt() {
    List<NodeCard> all =
        IntStream.range(0, 40)
            .mapToObj(each -> card("" + each, "n%02d:1".formatted(each)))
            .toList();

    assertThat(Neighbours.others(all, "35"))
        .hasSize(16)
        .startsWith("n36:1", "n37:1", "n38:1", "n39:1", "n00:1");
  }
}

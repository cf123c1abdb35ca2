package org.ngrokd.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.Message.Homes;
import org.ngrokd.streams.net.HostAndPort;

class HomeChoiceTest {
  private static final HostAndPort CONFIGURED = new HostAndPort("example.com", 4443);

  private final HomeChoice choice = new HomeChoice(most -> 0);

  private boolean told(String own, String... others) {
    return choice.told(new Homes(own, List.of(others), false), CONFIGURED);
  }

  private String next() {
    return choice.next().map(HostAndPort::toString).orElse("none");
  }

  @Test
  void serverAloneHasNoOther() {
    assertThat(told("")).isTrue(); // it is the first that is known
    assertThat(next()).isEqualTo("none");
  }

  @Test
  void eachIsTriedBeforeOneIsTriedAgain() {
    told("10.0.0.1:4443", "10.0.0.2:4443", "10.0.0.3:4443", "10.0.0.4:4443");

    assertThat(List.of(next(), next(), next()))
        .containsExactlyInAnyOrder("10.0.0.2:4443", "10.0.0.3:4443", "10.0.0.4:4443");
    assertThat(next()).isEqualTo("10.0.0.2:4443");
  }

  @Test
  void whatWasFoundMayBeFoundAgain() {
    told("10.0.0.1:4443", "10.0.0.2:4443", "10.0.0.3:4443");
    assertThat(next()).isEqualTo("10.0.0.2:4443");

    choice.found();

    assertThat(next()).isEqualTo("10.0.0.2:4443");
  }

  @Test
  void anotherHostGoesBeforeTheSameOne() {
    told("10.0.0.1:4443", "10.0.0.1:5443", "10.0.0.2:4443");

    assertThat(next()).isEqualTo("10.0.0.2:4443");
    assertThat(next()).isEqualTo("10.0.0.1:5443");
  }

  @Test
  void serverItselfIsNone() {
    told("10.0.0.1:4443", "10.0.0.1:4443");
    assertThat(next()).isEqualTo("none");

    told("", "example.com:4443");
    assertThat(next()).isEqualTo("none");
  }

  @Test
  void whatIsNoAddressIsPassedOver() {
    told("10.0.0.1:4443", "", ":4443", "nowhere", "a b:1", "h:0", "h:99999", "::1:4443", "h:4443");

    assertThat(next()).isEqualTo("h:4443");
    assertThat(next()).isEqualTo("h:4443");
  }

  @Test
  void noMoreAreTriedThanAreMeant() {
    told(
        "10.0.0.1:4443",
        IntStream.range(0, 100).mapToObj(each -> "h" + each + ":1").toArray(String[]::new));

    assertThat(IntStream.range(0, 100).mapToObj(each -> next()).distinct()).hasSize(16);
  }

  @Test
  void newsAreWhatIsNew() {
    assertThat(told("10.0.0.1:4443", "10.0.0.2:4443")).isTrue();
    assertThat(told("10.0.0.1:4443", "10.0.0.2:4443")).isFalse();
    assertThat(told("10.0.0.1:4443", "10.0.0.3:4443")).isTrue();
    assertThat(choice.has(new HostAndPort("10.0.0.2", 4443))).isFalse();
    assertThat(choice.has(new HostAndPort("10.0.0.3", 4443))).isTrue();
  }
}

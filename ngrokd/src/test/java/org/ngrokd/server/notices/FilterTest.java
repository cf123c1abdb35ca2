package org.ngrokd.server.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {
  @ParameterizedTest
  @CsvSource({
    "nas, TUNNEL, https://nas.example.com, true",
    "nas, TUNNEL, http://nas.example.com:8080, true",
    "nas.example.com, TUNNEL, https://NAS.example.com:8443, true",
    "*.example.com, TUNNEL, https://git.example.com, true",
    "tcp://*, TUNNEL, tcp://example.com:2222, true",
    "na, TUNNEL, https://nas.example.com, false",
    "n*, TUNNEL, https://git.example.com, false",
    "n.s, TUNNEL, https://nas.example.com, false",
    "alice, CLIENT, alice, true",
    "al*, CLIENT, Alice, true",
    "alice, CLIENT, bob, false"
  })
  void takesWhatIsNamed(String only, Subject.Kind kind, String name, boolean isTaken) {
    assertThat(new Filter(List.of(only)).takes(new Subject(kind, name))).isEqualTo(isTaken);
  }
}

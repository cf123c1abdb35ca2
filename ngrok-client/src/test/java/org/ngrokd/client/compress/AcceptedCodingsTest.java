package org.ngrokd.client.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptedCodingsTest {
  private static final Set<Coding> ALL = EnumSet.allOf(Coding.class);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip, deflate, br, zstd | zstd",
        "gzip, deflate, br | br",
        "gzip;q=1.0, br;q=0.5 | gzip",
        "GZIP | gzip",
        "x-gzip | gzip",
        "* | zstd",
        "*;q=0.1, gzip | gzip",
        "*, zstd;q=0, br;q=0 | gzip",
        "gzip, identity | gzip",
        "gzip;q=0.5, identity;q=0.8 | none",
        "identity;q=0, gzip;q=0.1 | gzip",
        "gzip;q=0 | none",
        "gzip;q=1.5 | none",
        "gzip;q=x | none",
        "gzip ; Q=0.4 | gzip",
        "deflate, compress | none",
        "identity | none",
        "'' | none",
        ",, | none",
      })
  void bestIsWhatTheVisitorLikesMostAndOfEqualOnesOurs(String header, String coding) {
    assertThat(AcceptedCodings.best(List.of(header), ALL).map(Coding::word).orElse("none"))
        .isEqualTo(coding);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"br, zstd | none", "br, gzip;q=0.1 | gzip"})
  void whatIsNotLoadedCannotBeHad(String header, String coding) {
    assertThat(
            AcceptedCodings.best(List.of(header), Set.of(Coding.GZIP))
                .map(Coding::word)
                .orElse("none"))
        .isEqualTo(coding);
  }
}

package org.ngrokd.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoPlatformTest {
  private final String os = System.getProperty("os.name", "");
  private final String arch = System.getProperty("os.arch", "");

  @AfterEach
  void restore() {
    System.setProperty("os.name", os);
    System.setProperty("os.arch", arch);
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, linux",
    "Windows 11, windows",
    "Windows Server 2022, windows",
    "Mac OS X, darwin",
    "Darwin, darwin",
    "FreeBSD, freebsd",
  })
  void osHasGosName(String java, String go) {
    System.setProperty("os.name", java);

    assertThat(GoPlatform.os()).isEqualTo(go);
  }

  @ParameterizedTest
  @CsvSource({
    "amd64, amd64",
    "x86_64, amd64",
    "x86, 386",
    "i386, 386",
    "i686, 386",
    "aarch64, arm64",
    "arm, arm",
    "riscv64, riscv64",
    "ppc64le, ppc64le",
  })
  void archHasGosName(String java, String go) {
    System.setProperty("os.arch", java);

    assertThat(GoPlatform.arch()).isEqualTo(go);
  }
}

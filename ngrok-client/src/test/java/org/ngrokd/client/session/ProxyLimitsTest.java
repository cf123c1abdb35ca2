package org.ngrokd.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyLimitsTest {
  private static final long MEBIBYTE = 1024 * 1024;

  @Test
  void descriptorsAndHeapBoundThem() {
    assertThat(ProxyLimits.of(1024, 4096 * MEBIBYTE)).isEqualTo(new ProxyLimits(64, 384, 64));
    assertThat(ProxyLimits.of(100_000, 256 * MEBIBYTE)).isEqualTo(new ProxyLimits(64, 8192, 64));
    assertThat(ProxyLimits.of(64, 256 * MEBIBYTE)).isEqualTo(new ProxyLimits(16, 16, 64));
    assertThat(ProxyLimits.of(1_000_000_000, 1L << 40).most()).isPositive();
  }

  @Test
  void limitOfDescriptorsIsRead(@TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("limits"),
            """
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             63432                63432                processes
            Max open files            1024                 524288               files
            """);

    assertThat(ProxyLimits.descriptors(file)).isEqualTo(1024);
    assertThat(ProxyLimits.descriptors(directory.resolve("none"))).isEqualTo(10_240);
  }
}

package org.ngrokd.server.teams.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.server.limits.MemoryGuard;
import org.ngrokd.server.web.OwnMemory;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.net.CidrList;

class SenderHandlerTest {
  private final MemoryBudget budget = MemoryGuard.open().budget();
  private final EmbeddedChannel channel = new EmbeddedChannel();

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          203.0.113.7                         | 203.0.113.7
          198.51.100.1, 203.0.113.7           | 203.0.113.7
          198.51.100.1, 10.0.0.1              | 198.51.100.1
          1.2.3.4, 198.51.100.1, 10.0.0.2, 10.0.0.1 | 198.51.100.1
          nonsense, 10.0.0.1                  | 10.0.0.1
          2001:db8::7                         | 2001:db8:0:0:0:0:0:7
          """)
  void visitorIsTheFirstThatIsNoTrustedProxy(String path, String visitor) {
    channel
        .pipeline()
        .addLast(
            new SenderHandler(
                new OwnMemory("the server's own pages", budget, channel),
                CidrList.parse(List.of("10.0.0.0/8"))));
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    request.headers().set("X-Forwarded-For", path);

    channel.writeInbound(request);

    assertThat(request.headers().getAll("X-Forwarded-For")).containsExactly(visitor);
  }
}

package org.ngrokd.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ngrokd.protocol.testing.ReplyRow;

/** What the inspector shows of the replies in replies.txt that a visitor gets. */
class InspectedRepliesTest {
  static Stream<ReplyRow> rows() throws IOException {
    return ReplyRow.all().stream()
        .filter(ReplyRow::passes)
        .filter(row -> row.passed().startsWith("HTTP/"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void replyIsShownAsTheVisitorReadsIt(ReplyRow row) {
    Script.Watch watch = new Script.Watch(() -> true);

    watch.visitor(row.request());
    watch.service(row.reply());
    if (row.closes()) {
      watch.tap.serviceFinished();
    }

    SeenExchange seen = watch.oldestFirst().get(0);
    assertThat(seen.course().trouble()).isEmpty();
    assertThat(seen.reply().map(SeenReply::body).map(SeenBody::bytes))
        .contains(row.body().getBytes(StandardCharsets.ISO_8859_1));
    watch.tap.closed("");
  }

  static Stream<ReplyRow> refused() throws IOException {
    return ReplyRow.all().stream().filter(row -> row.outcome() == ReplyRow.Outcome.REFUSED);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void replyThatTheServerRefusesIsMalformedForTheInspectorToo(ReplyRow row) {
    Script.Watch watch = new Script.Watch(() -> true);

    watch.visitor(row.request());
    watch.service(row.reply());

    SeenExchange seen = watch.oldestFirst().get(0);
    assertThat(seen.reply()).isEmpty();
    assertThat(seen.course().trouble()).startsWith("the reply is malformed: ");
    watch.tap.closed("");
  }
}

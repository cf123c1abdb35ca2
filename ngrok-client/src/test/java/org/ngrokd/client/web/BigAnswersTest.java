package org.ngrokd.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.inspect.Header;
import org.ngrokd.client.inspect.SeenBody;
import org.ngrokd.client.inspect.SeenReply;
import org.ngrokd.client.inspect.SeenRequest;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.AnswerMemory;
import org.ngrokd.kit.web.Pieces;

/** What holds much is made as it is taken, within the inspector's memory. */
class BigAnswersTest {
  private static final int MEBIBYTE = 1024 * 1024;

  private final InspectOptions.Capture options =
      new InspectOptions.Capture(true, MEBIBYTE, 500, 50L * MEBIBYTE);
  private final Served served = new Served(options);

  private String keep(String type, byte[] body) {
    List<Header> headers = List.of(new Header("Content-Type", type));
    return served.kept(
        new SeenRequest("POST", "/a", "HTTP/1.1", headers, SeenBody.of(new byte[0])),
        new SeenReply("HTTP/1.1", 200, "OK", headers, SeenBody.of(body)));
  }

  private void keepMuch() {
    byte[] bytes = new byte[MEBIBYTE / 2];
    new Random(1).nextBytes(bytes);
    for (int i = 0; i < 80; i++) {
      keep("application/octet-stream", bytes);
    }
  }

  private JsonValue json(String target) {
    FullHttpResponse answer = served.get(target);
    assertThat(answer.status().code()).isEqualTo(200);
    return Json.read(Served.text(answer).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void listsAreWhole() {
    for (int i = 0; i < 3; i++) {
      keep("text/plain", new byte[] {'a'});
    }

    assertThat(json("/http/in/exchanges").get("exchanges").elements()).hasSize(3);
    assertThat(json("/http/in/exchanges").get("missed").number()).contains(0L);
    assertThat(json("/http/in/exchanges?q=nothing").get("exchanges").elements()).isEmpty();
    assertThat(json("/http/in/har").get("log").get("entries").elements()).hasSize(3);
    assertThat(json("/http/in/har").get("log").get("version").text()).contains("1.2");
    assertThat(json("/api/requests/http").get("requests").elements()).hasSize(3);
    assertThat(json("/api/requests/http?limit=2").get("requests").elements()).hasSize(2);
    assertThat(json("/api/requests/http?limit=0").get("requests").elements()).isEmpty();
    assertThat(json("/api/requests/http").get("uri").text()).contains("/api/requests/http");
  }

  @Test
  void detailIsWhole() {
    String id = keep("text/plain", new byte[] {'a'});

    JsonValue detail = json("/http/in/exchanges/" + id);

    assertThat(detail.keys())
        .containsExactly(
            "summary", "url", "interim", "query", "framesForgotten", "request", "reply", "frames");
    assertThat(detail.get("reply").get("text").text()).contains("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/http/in/har", "/api/requests/http"})
  void slowReaderHoldsUpNoMoreThanAPiece(String target) {
    keepMuch();
    EmbeddedChannel channel = served.connection();
    channel.config().setWriteBufferHighWaterMark(64 * 1024);
    long before = served.store.used();

    var unused =
        channel.writeOneInbound(
            new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.GET, target, Unpooled.EMPTY_BUFFER));
    channel.runPendingTasks();

    assertThat(served.store.used()).isLessThanOrEqualTo(options.memory());
    long taken = 0;
    assertThat(channel.<Object>readOutbound()).isInstanceOf(HttpResponse.class);
    for (Object part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      taken += ((HttpContent) part).content().readableBytes();
      ReferenceCountUtil.release(part);
    }
    assertThat(taken).isGreaterThan(20L * MEBIBYTE);
    assertThat(served.store.used()).isLessThanOrEqualTo(before);
    channel.finishAndReleaseAll();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/http/in/har",
        "/api/requests/http",
        "/http/in/exchanges",
        "/http/in/exchanges/ID"
      })
  void whatIsChargedForAnAnswerIsGivenBackWhenItsReaderGoes(String target) {
    String id = keep("text/plain", "a".repeat(200_000).getBytes(StandardCharsets.UTF_8));
    long before = served.store.used();
    EmbeddedChannel channel = served.connection();
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);

    var unused =
        channel.writeOneInbound(
            new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.GET,
                target.replace("ID", id),
                Unpooled.EMPTY_BUFFER));
    channel.runPendingTasks();
    unused = channel.close();
    channel.runPendingTasks();

    assertThat(served.store.used()).isEqualTo(before);
    channel.finishAndReleaseAll();
  }

  @Test
  void nestedXmlAndJsonAreShownAsTheyWereWritten() {
    String xml = "<a>".repeat(6600) + "</a>".repeat(6600); // 46 KB
    String json = "[".repeat(900) + "1,".repeat(20_000) + "1" + "]".repeat(900);

    for (String[] each : new String[][] {{"text/xml", xml}, {"application/json", json}}) {
      String id = keep(each[0], each[1].getBytes(StandardCharsets.UTF_8));
      FullHttpResponse answer = served.get("/http/in/exchanges/" + id);
      assertThat(answer.content().readableBytes()).isLessThan(8 * each[1].length());
      JsonValue body =
          Json.read(Served.text(answer).getBytes(StandardCharsets.UTF_8)).get("reply").get("body");
      assertThat(body.get("text").text()).contains(each[1]);
      assertThat(body.get("notes").elements())
          .extracting(note -> note.get("kind").text().orElse(""))
          .containsExactly("asWritten");
    }
  }

  @Test
  void manyPartsAndFieldsAreCounted() {
    String parts = "--X\r\n\r\n\r\n".repeat(50_000) + "--X--";
    String fields = "a&".repeat(200_000);
    String multipart = keep("multipart/mixed; boundary=X", parts.getBytes(StandardCharsets.UTF_8));
    String form =
        keep("application/x-www-form-urlencoded", fields.getBytes(StandardCharsets.UTF_8));

    JsonValue first = json("/http/in/exchanges/" + multipart).get("reply").get("body");
    JsonValue second = json("/http/in/exchanges/" + form).get("reply").get("body");

    assertThat(first.get("parts").elements()).hasSize(1000);
    assertThat(first.get("notes").elements().get(0).get("kind").text()).contains("onlyParts");
    assertThat(second.get("fields").elements()).hasSize(5000);
    assertThat(second.get("notes").elements().get(0).get("kind").text()).contains("onlyFields");
  }

  @Test
  void withoutMemoryForItAnAnswerIsRefusedInWords() {
    String id = keep("text/plain", new byte[200_000]);
    served.router.at(
        "GET",
        "/busy",
        (asked, name) -> {
          var all = served.store.memory().account();
          var seen = served.store.find(id).orElseThrow().seen();
          assertThat(all.test(options.memory())).isTrue();
          try {
            return new Workspace(served.store.memory())
                .during(seen, () -> Answer.json("it was made"));
          } finally {
            all.close();
          }
        });

    FullHttpResponse answer = served.get("/busy");

    assertThat(answer.status().code()).isEqualTo(503);
    assertThat(Served.text(answer)).contains("set inspect_memory higher");
  }

  @Test
  void oneAnswerIsGivenThoughItIsMoreThanThereIsMemoryFor() {
    Workspace workspace = new Workspace(served.store.memory());
    AnswerMemory.Lease first = workspace.lease();
    AnswerMemory.Lease second = workspace.lease();

    assertThat(first.hold(options.memory() + 1)).isTrue();
    assertThat(second.hold(options.memory() + 1)).isFalse();
    assertThat(second.hold(1000)).isTrue();
    first.close();
    assertThat(second.hold(options.memory() + 1)).isTrue();
    second.close();
    assertThat(served.store.used()).isZero();
  }

  @Test
  void aBodyAsLargeAsTheMemoryCanBeLookedAt() {
    Served small = new Served(new InspectOptions.Capture(true, MEBIBYTE, 500, 600_000));
    List<Header> headers = List.of(new Header("Content-Type", "text/plain"));
    String id =
        small.kept(
            new SeenRequest("GET", "/a", "HTTP/1.1", headers, SeenBody.EMPTY),
            new SeenReply("HTTP/1.1", 200, "OK", headers, SeenBody.of(new byte[500_000])));

    FullHttpResponse answer = small.get("/http/in/exchanges/" + id);

    assertThat(answer.content().readableBytes()).isGreaterThan(1_000_000);
    assertThat(Served.text(answer)).endsWith("]}");
    assertThat(small.store.used()).isLessThanOrEqualTo(600_000);
  }

  @Test
  void piecesThatAreEmptyLeaveNoCommas() {
    List<Supplier<Optional<byte[]>>> elements = new ArrayList<>();
    for (String each : List.of("", "1", "", "2", "")) {
      elements.add(
          () ->
              Optional.of(each)
                  .filter(text -> !text.isEmpty())
                  .map(text -> text.getBytes(StandardCharsets.UTF_8)));
    }

    byte[] all = Served.all(Pieces.list(() -> new byte[] {'['}, elements, () -> new byte[] {']'}));

    assertThat(new String(all, StandardCharsets.UTF_8)).isEqualTo("[1,2]");
  }

  @Test
  void answersOfOldReadersHaveNoChunks() {
    keep("text/plain", new byte[] {'a'});
    EmbeddedChannel channel = served.connection();

    var unused =
        channel.writeOneInbound(
            new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_0, HttpMethod.GET, "/http/in/har", Unpooled.EMPTY_BUFFER));
    channel.runPendingTasks();

    HttpResponse head = channel.readOutbound();
    assertThat(head.headers().contains("Transfer-Encoding")).isFalse();
    assertThat(channel.isOpen()).isFalse();
    channel.finishAndReleaseAll();
  }
}

package org.ngrokd.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.inspect.Course;
import org.ngrokd.client.inspect.Origin;
import org.ngrokd.client.inspect.SeenExchange;
import org.ngrokd.client.inspect.SeenReply;

class ExchangeQueryTest {
  private static final SeenExchange PAYMENT = Seen.of(Seen.REQUEST, Seen.REPLY);
  private static final SeenExchange UNANSWERED =
      Seen.of(Seen.ORIGIN, Seen.REQUEST, Optional.empty(), Course.State.OPEN);

  private static boolean finds(String query, SeenExchange in) {
    return ExchangeQuery.parse(query).matches(in);
  }

  private static void found(String... queries) {
    for (String query : queries) {
      assertThat(finds(query, PAYMENT)).as(query).isTrue();
    }
  }

  private static void notFound(String... queries) {
    for (String query : queries) {
      assertThat(finds(query, PAYMENT)).as(query).isFalse();
    }
  }

  private static SeenExchange withStatus(int status) {
    return Seen.of(Seen.REQUEST, new SeenReply("HTTP/1.1", status, "", List.of(), Seen.body("")));
  }

  @Test
  void nothingFindsAll() {
    found("", "   ");
  }

  @Test
  void statusMayBeOneOrAClass() {
    found("status:404", "status:4xx", "status:4XX");
    notFound("status:400", "status:5xx", "status:40", "status:no", "status:xx");
  }

  @Test
  void statusMayBeInARange() {
    found("status:>=404", "status:>403", "status:<405", "status:<=404", "status:>=4xx");
    notFound("status:>404", "status:<404", "status:>=405", "status:<=403");
  }

  @Test
  void withoutAReplyThereIsNoStatus() {
    assertThat(finds("status:<500", UNANSWERED)).isFalse();
    assertThat(finds("status:<=500", UNANSWERED)).isFalse();
    assertThat(finds("status:>=100", UNANSWERED)).isFalse();
    assertThat(finds("-status:5xx", UNANSWERED)).isTrue();
  }

  @Test
  void methodIsWhole() {
    found("method:POST", "method:post");
    notFound("method:POS", "method:GET");
  }

  @Test
  void othersArePartOfTheirs() {
    found("path:/pay", "path:ID=7", "tunnel:we", "client:1.2.3", "type:json", "type:plain");
    notFound("path:/buy", "tunnel:api", "client:9.9", "type:xml");
  }

  @Test
  void stateIsLookedFor() {
    assertThat(finds("is:open", UNANSWERED)).isTrue();
    found("is:error");
    notFound("is:open", "is:broken", "is:replay", "is:imported", "is:unknown");
    SeenExchange broken = Seen.of(Seen.ORIGIN, Seen.REQUEST, Optional.empty(), Course.State.BROKEN);
    assertThat(finds("is:broken is:error", broken)).isTrue();
    assertThat(finds("is:error", withStatus(399))).isFalse();
  }

  @Test
  void originIsLookedFor() {
    Origin replay = new Origin("Web", "http", "", "", "0123456789abcdef", true);
    SeenExchange seen = Seen.of(replay, Seen.REQUEST, Optional.empty(), Course.State.DONE);

    assertThat(finds("is:replay is:imported", seen)).isTrue();
  }

  @Test
  void wordsAreLookedForEverywhere() {
    found("post", "/pay", "HOST", "shop.EXAMPLE", "名", "give", "error", "application/json");
    notFound("nowhere");
  }

  @Test
  void quotedWordsStandTogether() {
    found("\"give me\"", "\"host: shop\"", "path:\"/pay?id\"", "\"give me");
    notFound("\"me give\"");
  }

  @Test
  void wordWithAColonIsAWord() {
    SeenExchange link =
        Seen.of(Seen.REQUEST.withBody(Seen.body("see http://a.example/b")), Seen.REPLY);

    assertThat(finds("http://a.example", link)).isTrue();
    assertThat(finds("http://b.example", link)).isFalse();
  }

  @Test
  void keysAreTakenInAnyCase() {
    found("Status:404", "METHOD:post", "visitor:1.2.3");
  }

  @Test
  void whatLooksLikeAKeyAndIsNoneIsTold() {
    assertThat(ExchangeQuery.parse("foo:bar -Stat:5xx is:slow status:no").misread())
        .containsExactly("foo:bar", "stat:5xx", "is:slow", "status:no");
    assertThat(
            ExchangeQuery.parse("http://a content-type:json status:5XX is:OPEN path: \"x:y z\"")
                .misread())
        .isEmpty();
  }

  @Test
  void minusMeansNot() {
    found("-nowhere", "-status:500", "-\"me give\"", "shop.example");
    notFound("-give", "-status:404", "-\"give me\"");
  }

  @Test
  void allOfItHasToHold() {
    found("status:404 method:POST give -nowhere");
    notFound("status:404 method:POST give nowhere", "status:404 -give");
  }
}

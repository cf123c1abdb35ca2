package org.ngrokd.server.teams.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.server.teams.signin.SiteAddress;

class SiteGateTest {
  private boolean isKnown = true;
  private final SiteGate gate =
      new SiteGate(new SiteAddress(URI.create("https://example.com:8443")), () -> isKnown);

  private static HttpRequest request(String scheme, String host, String target) {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target);
    request.headers().set("Host", host).set("X-Forwarded-Proto", scheme);
    return request;
  }

  private Optional<Answer> byHttp(String target) {
    return gate.refusal(request("http", "example.com", target));
  }

  @Test
  void whoComesByHttpIsLedToHttps() {
    assertThat(byHttp("/?a=b"))
        .hasValueSatisfying(
            answer -> {
              assertThat(answer.status().code()).isEqualTo(302);
              assertThat(answer.headers())
                  .containsEntry("Location", "https://example.com:8443/?a=b");
            });
  }

  @Test
  void nobodyIsLedToACertificateThatFrightens() {
    isKnown = false;

    assertThat(byHttp("/"))
        .hasValueSatisfying(
            answer -> {
              assertThat(answer.status().code()).isEqualTo(403);
              assertThat(answer.headers()).isEmpty();
            });
  }

  @Test
  void whatIsChangedByHttpIsNotCarriedOut() {
    HttpRequest change = request("http", "example.com", "/api/v1/names");
    change.setMethod(HttpMethod.POST);

    assertThat(gate.refusal(change)).get().extracting(each -> each.status().code()).isEqualTo(403);
  }

  @Test
  void ownComputerMayByHttp() {
    SiteGate local =
        new SiteGate(new SiteAddress(URI.create("http://team.localhost:8080")), () -> false);

    assertThat(local.refusal(request("http", "team.localhost:8080", "/api/v1/me"))).isEmpty();
  }

  @Test
  void healthIsToldByHttpToo() {
    assertThat(byHttp("/-/healthcheck")).isEmpty();
  }

  @Test
  void otherNamesLeadNowhere() {
    assertThat(gate.refusal(request("https", "evil.example", "/")))
        .get()
        .extracting(each -> each.status().code())
        .isEqualTo(403);
    assertThat(gate.refusal(request("https", "example.com:8443", "/"))).isEmpty();
  }

  @Test
  void otherSitesMayLinkToTheFrontPageAlone() {
    HttpRequest front = request("https", "example.com:8443", "/");
    front.headers().set("Sec-Fetch-Site", "cross-site");
    HttpRequest api = request("https", "example.com:8443", "/api/v1/me");
    api.headers().set("Sec-Fetch-Site", "same-site");

    assertThat(gate.refusal(front)).isEmpty();
    assertThat(gate.refusal(api)).isPresent();
  }
}

package org.ngrokd.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.protocol.Message.NewTunnel;
import org.ngrokd.protocol.Message.ReqTunnel;
import org.ngrokd.streams.net.ProtocolException;

/** All times are the frozen ones of an embedded channel. */
class TunnelRequestsTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<ReqTunnel> sent = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final TunnelRequests requests =
      new TunnelRequests(
          channel.eventLoop(),
          true,
          new TunnelRequests.Outcome() {
            @Override
            public void send(ReqTunnel request) {
              sent.add(request);
            }

            @Override
            public void opened(Route route) {
              told.add(route.tunnel() + " " + route.url() + " -> " + route.local());
            }

            @Override
            public void refused(Refusal refusal) {
              told.add("refused: " + refusal.protocol() + " " + refusal.reason());
            }

            @Override
            public void takesOneByOne() {
              told.add("one by one");
            }

            @Override
            public void settled() {
              told.add("settled");
            }
          });

  @BeforeEach
  void freeze() {
    channel.freezeTime();
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void pass(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  private static TunnelConfig tunnel(String name, String... protocols) {
    Map<String, LocalAddress> services = new LinkedHashMap<>();
    for (String protocol : protocols) {
      services.put(protocol, LocalAddress.parse("8080"));
    }
    return new TunnelConfig(name, services, name, "", TunnelConfig.Options.NONE);
  }

  private static NewTunnel opened(String reqId, String protocol, String url) {
    return new NewTunnel(reqId, url, protocol, "");
  }

  private static NewTunnel refused(String reqId, String error) {
    return new NewTunnel(reqId, "", "", error);
  }

  private void ask(TunnelConfig... tunnels) {
    requests.ask(Arrays.stream(tunnels).map(TunnelRequests.Wanted::all).toList());
  }

  private List<String> protocolsAskedFor() {
    return sent.stream().map(ReqTunnel::protocol).toList();
  }

  @Test
  void oneRequestPerTunnelWithItsProtocolsJoined() {
    ask(tunnel("www", "http", "https"), tunnel("ssh", "tcp"));

    assertThat(protocolsAskedFor()).containsExactly("http+https", "tcp");
    assertThat(sent.get(0).subdomain()).isEqualTo("www");
    assertThat(sent).allSatisfy(each -> assertThat(each.reqId()).matches("[0-9a-f]{16}"));
    assertThat(sent.get(0).reqId()).isNotEqualTo(sent.get(1).reqId());
  }

  @Test
  void whatIsLongerThanServersTakeIsRefusedHere() {
    TunnelConfig tooLong =
        new TunnelConfig(
            "www",
            Map.of("http", LocalAddress.parse("8080")),
            "w".repeat(261),
            "",
            TunnelConfig.Options.NONE);

    ask(tooLong);

    assertThat(sent).isEmpty();
    assertThat(told)
        .first()
        .isEqualTo("refused: http Subdomain is too long: 261 characters, at most 260 are taken");
  }

  @Test
  void requestCarriesEverythingThatTheTunnelAsksFor() {
    ask(
        new TunnelConfig(
            "ssh",
            Map.of("tcp", LocalAddress.parse("22")),
            "",
            "ssh.example.com",
            new TunnelConfig.Options("user:password", 2222)));

    assertThat(sent.get(0))
        .isEqualTo(
            new ReqTunnel(
                sent.get(0).reqId(), "tcp", "ssh.example.com", "", "user:password", 2222));
  }

  @Test
  void nothingToAskForIsSettled() {
    ask();

    assertThat(told).containsExactly("settled");
  }

  @Test
  void answersAreMatchedByReqIdInAnyOrder() {
    ask(tunnel("one", "tcp"), tunnel("two", "tcp"));

    requests.answered(opened(sent.get(1).reqId(), "tcp", "tcp://example.com:2"));
    requests.answered(opened(sent.get(0).reqId(), "tcp", "tcp://example.com:1"));

    assertThat(told)
        .containsExactly(
            "two tcp://example.com:2 -> 127.0.0.1:8080",
            "one tcp://example.com:1 -> 127.0.0.1:8080",
            "settled");
  }

  @Test
  void joinedRequestIsOpenOnceEachProtocolIs() {
    ask(tunnel("www", "http", "https"));

    requests.answered(opened(sent.get(0).reqId(), "http", "http://www.example.com"));
    assertThat(told).containsExactly("www http://www.example.com -> 127.0.0.1:8080");

    requests.answered(opened(sent.get(0).reqId(), "https", "https://www.example.com"));
    assertThat(told)
        .containsExactly(
            "www http://www.example.com -> 127.0.0.1:8080",
            "www https://www.example.com -> 127.0.0.1:8080",
            "settled");
  }

  @Test
  void anotherHostThanAskedIsTaken() {
    ask(tunnel("www", "http"));

    requests.answered(opened(sent.get(0).reqId(), "http", "http://a1b2c3d4.other.example"));

    assertThat(told)
        .containsExactly("www http://a1b2c3d4.other.example -> 127.0.0.1:8080", "settled");
  }

  @Test
  void missingProtocolIsReadFromTheUrl() {
    ask(tunnel("www", "http", "https"));

    requests.answered(opened(sent.get(0).reqId(), "", "https://www.example.com"));

    assertThat(told).containsExactly("www https://www.example.com -> 127.0.0.1:8080");
  }

  @Test
  void answerWithoutReqIdIsForTheOldestItFits() {
    ask(tunnel("www", "http"), tunnel("ssh", "tcp"));

    requests.answered(opened("", "tcp", "tcp://example.com:1"));
    requests.answered(opened("", "http", "http://www.example.com"));

    assertThat(told)
        .containsExactly(
            "ssh tcp://example.com:1 -> 127.0.0.1:8080",
            "www http://www.example.com -> 127.0.0.1:8080",
            "settled");
  }

  @Test
  void refusedSingleRequestIsRefused() {
    ask(tunnel("ssh", "tcp"));

    requests.answered(refused(sent.get(0).reqId(), "Error binding TCP listener: in use"));

    assertThat(told).containsExactly("refused: tcp Error binding TCP listener: in use", "settled");
  }

  @Test
  void errorWithoutReqIdRefusesASingleRequest() {
    ask(tunnel("ssh", "tcp"));

    requests.answered(refused("", "Protocol tcp is not supported"));

    assertThat(told).containsExactly("refused: tcp Protocol tcp is not supported", "settled");
  }

  @Test
  void errorWithoutReqIdOnAJoinedRequestIsAskedAgainOneByOne() {
    ask(tunnel("www", "http", "https"));

    requests.answered(refused("", "Protocol http+https is not supported"));

    assertThat(protocolsAskedFor()).containsExactly("http+https", "http", "https");
    assertThat(told).isEmpty();
  }

  @Test
  void refusedJoinedRequestIsAskedAgainOneByOne() {
    ask(tunnel("www", "http", "https"));
    requests.answered(refused(sent.get(0).reqId(), "Protocol http+https is not supported"));

    requests.answered(opened(sent.get(1).reqId(), "http", "http://www.example.com"));
    requests.answered(opened(sent.get(2).reqId(), "https", "https://www.example.com"));

    assertThat(protocolsAskedFor()).containsExactly("http+https", "http", "https");
    assertThat(sent.get(1).subdomain()).isEqualTo("www");
    assertThat(told)
        .filteredOn(line -> !line.equals("one by one"))
        .containsExactly(
            "www http://www.example.com -> 127.0.0.1:8080",
            "www https://www.example.com -> 127.0.0.1:8080",
            "settled");
  }

  @Test
  void onlyWhatIsStillUnansweredIsAskedForAgain() {
    ask(tunnel("www", "http", "https"));
    requests.answered(opened(sent.get(0).reqId(), "http", "http://www.example.com"));

    requests.answered(refused(sent.get(0).reqId(), "Not listening for https connections"));

    assertThat(protocolsAskedFor()).containsExactly("http+https", "https");
  }

  @Test
  void refusalOfTheSecondAskingIsFinal() {
    ask(tunnel("www", "http", "https"));
    requests.answered(refused(sent.get(0).reqId(), "no"));

    requests.answered(refused(sent.get(1).reqId(), "The tunnel http://www is already registered."));

    assertThat(told).containsExactly("refused: http The tunnel http://www is already registered.");
  }

  @Test
  void silenceOnAJoinedRequestForFiveSecondsIsAskedAgainOneByOne() {
    ask(tunnel("www", "http", "https"), tunnel("ssh", "tcp"));

    pass(4999);
    assertThat(protocolsAskedFor()).containsExactly("http+https", "tcp");
    pass(1);
    assertThat(protocolsAskedFor()).containsExactly("http+https", "tcp", "http", "https");
    assertThat(told).isEmpty();
  }

  @Test
  void answeredJoinedRequestIsNotAskedAgain() {
    ask(tunnel("www", "http", "https"));
    requests.answered(opened(sent.get(0).reqId(), "http", "http://www.example.com"));
    requests.answered(opened(sent.get(0).reqId(), "https", "https://www.example.com"));

    pass(60_000);

    assertThat(protocolsAskedFor()).containsExactly("http+https");
    assertThat(told).last().isEqualTo("settled");
  }

  @Test
  void lateAnswerToTheJoinedRequestSettlesWhatWasAskedInstead() {
    ask(tunnel("other", "http", "https"), tunnel("www", "http", "https"));
    requests.answered(opened(sent.get(0).reqId(), "http", "http://other.example.com"));
    requests.answered(opened(sent.get(0).reqId(), "https", "https://other.example.com"));
    told.clear();
    pass(5000);

    requests.answered(opened(sent.get(1).reqId(), "http", "http://www.example.com"));
    requests.answered(opened(sent.get(1).reqId(), "https", "https://www.example.com"));

    assertThat(told)
        .containsExactly(
            "www http://www.example.com -> 127.0.0.1:8080",
            "www https://www.example.com -> 127.0.0.1:8080",
            "settled");
  }

  @Test
  void refusalOfASecondAskingAfterALateSuccessIsIgnored() {
    ask(tunnel("www", "http", "https"));
    pass(5000);
    requests.answered(opened(sent.get(0).reqId(), "http", "http://www.example.com"));
    requests.answered(opened(sent.get(0).reqId(), "https", "https://www.example.com"));

    requests.answered(refused(sent.get(1).reqId(), "The tunnel http://www is already registered."));

    assertThat(told).noneMatch(line -> line.startsWith("refused")).contains("settled");
  }

  @Test
  void lateErrorToTheJoinedRequestIsIgnored() {
    ask(tunnel("www", "http", "https"));
    pass(5000);

    requests.answered(refused(sent.get(0).reqId(), "Protocol http+https is not supported"));

    assertThat(told).isEmpty();
    assertThat(protocolsAskedFor()).containsExactly("http+https", "http", "https");
  }

  @Test
  void noAnswerAtAllIsRefusedAfterThirtySeconds() {
    ask(tunnel("ssh", "tcp"));

    pass(29_999);
    assertThat(told).isEmpty();
    pass(1);
    assertThat(told).containsExactly("refused: tcp no answer within 30 s", "settled");
  }

  @Test
  void noAnswerToTheSecondAskingIsRefused() {
    ask(tunnel("www", "http", "https"));
    pass(5000);

    pass(30_000);

    assertThat(told).first().isEqualTo("refused: http no answer within 30 s");
  }

  @Test
  void sameAnswerTwiceOpensOnce() {
    ask(tunnel("www", "http", "https"));
    NewTunnel answer = opened(sent.get(0).reqId(), "http", "http://www.example.com");

    requests.answered(answer);
    requests.answered(answer);

    assertThat(told).containsExactly("www http://www.example.com -> 127.0.0.1:8080");
  }

  @Test
  void protocolNobodyAskedForIsIgnored() {
    ask(tunnel("www", "http"));

    requests.answered(opened(sent.get(0).reqId(), "tcp", "tcp://example.com:1"));
    requests.answered(opened("unknown", "gopher", "gopher://example.com"));

    assertThat(told).isEmpty();
  }

  @Test
  void stoppedRequestsTellNothingMore() {
    ask(tunnel("www", "http", "https"), tunnel("ssh", "tcp"));

    requests.stop();
    pass(60_000);

    assertThat(told).isEmpty();
    assertThat(protocolsAskedFor()).containsExactly("http+https", "tcp");
  }

  @Test
  void serverThatHangsUpUponAJoinedRequestTakesThemOneByOne() {
    ask(tunnel("www", "http", "https"));
    requests.answered(refused(sent.get(0).reqId(), "unknown protocol"));

    requests.disconnected();

    assertThat(told).containsOnly("one by one");
  }

  @Test
  void serverThatHangsUpOverTheNameRefusesEachProtocol() {
    ask(tunnel("www", "http", "https"));
    requests.answered(refused(sent.get(0).reqId(), "The tunnel http://www is already registered."));

    requests.disconnected();

    assertThat(told)
        .containsExactly(
            "refused: http The tunnel http://www is already registered.",
            "refused: https The tunnel http://www is already registered.");
  }

  @Test
  void serverThatHangsUpUnaskedRefusesNothing() {
    ask(tunnel("www", "http", "https"), tunnel("ssh", "tcp"));

    requests.disconnected();

    assertThat(told).isEmpty();
  }

  @Test
  void answersThatNobodyAskedForAreNotBorneForEver() {
    for (int i = 0; i < 1000; i++) {
      requests.answered(opened("none", "http", "http://a.example"));
    }

    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> requests.answered(opened("none", "http", "http://a.example")))
        .withMessageContaining("nobody asked for");
  }
}

package org.ngrokd.client.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ngrokd.client.agentfile.PublicUrl;
import org.ngrokd.client.config.AgentOptions;
import org.ngrokd.client.config.HttpRules;
import org.ngrokd.client.config.Protocols;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.kit.cli.UsageException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of today's agents for the tunnel of the command line, beside those of 1.7. */
public final class AgentFlags {
  @Mixin private final EndpointWords endpoint = new EndpointWords();

  @Option(
      names = {"-basic-auth", "--basic-auth"},
      paramLabel = "USER:PASSWORD",
      description = "As -httpauth; may be given several times, and each lets visitors in.")
  private List<String> passwords = new ArrayList<>();

  @Mixin private final TrafficWords traffic = new TrafficWords();

  @Mixin private final TlsWords tls = new TlsWords();

  /**
   * The protocols that are asked for, joined by {@code +}.
   *
   * @param usual those of the word before
   * @throws UsageException when the words contradict each other, or ask for what there is not
   */
  public String protocols(String usual) {
    try {
      String asked = endpoint.protocols(usual);
      tls.checkFor(asked);
      if (tls.termination(true).isEmpty() || !Protocols.isHttp(asked.split("\\+", -1)[0])) {
        return asked;
      }
      if (asked.equals("http")) {
        throw new UsageException("--crt and --key are for https; visitors by http have no TLS");
      }
      return "https"; // TLS that ends here has nothing for visitors who come without it
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /** Whether visitors' TLS ends here: the server is asked for tls then, whatever is in it. */
  public boolean endTlsHere() {
    return tls.termination(true).isPresent();
  }

  /**
   * What else is asked for.
   *
   * @param others what other flags ask for
   * @param protocols joined by {@code +}
   * @throws UsageException when that is not for these protocols, or wrong
   */
  public TunnelConfig.Options options(TunnelConfig.Options others, String protocols) {
    boolean isHttp = Stream.of(protocols.split("\\+", -1)).anyMatch(Protocols::isHttp);
    if (!isHttp && (traffic.areTyped() || !passwords.isEmpty())) {
      throw new UsageException(
          "--basic-auth, --compression, --circuit-breaker, --ua-filter-…, --upstream-protocol and"
              + " --websocket-tcp-converter are for http tunnels");
    }
    try {
      HttpRules http = others.http().withTraffic(traffic.rules());
      Upstream upstream = others.upstream();
      upstream = upstream.withOptions(traffic.upstream(upstream.options()));
      upstream = tls.verify().map(upstream::withVerify).orElse(upstream);
      return withPasswords(others)
          .withHttp(http)
          .withUpstream(upstream)
          .withAgent(agent(others, isHttp));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private TunnelConfig.Options withPasswords(TunnelConfig.Options others) {
    for (String each : passwords) {
      if (each.indexOf(':') < 1) {
        throw new UsageException("--basic-auth takes user:password");
      }
    }
    return others.httpAuth().isEmpty() && !passwords.isEmpty()
        ? others.withHttpAuth(passwords.get(0))
        : others;
  }

  private AgentOptions agent(TunnelConfig.Options others, boolean isHttp) {
    List<String> further =
        others.httpAuth().isEmpty() && !passwords.isEmpty()
            ? passwords.subList(1, passwords.size())
            : passwords;
    return endpoint
        .options(others.agent())
        .withOtherPasswords(further)
        .withTermination(tls.termination(isHttp));
  }

  /**
   * The tunnel with the name that is asked for.
   *
   * @param publicAddress whose port a tcp tunnel asks for
   * @throws UsageException when two names are asked for
   */
  public TunnelConfig named(Optional<String> publicAddress, TunnelConfig tunnel) {
    PublicUrl url =
        publicAddress.isPresent() ? PublicUrl.ofTcp(publicAddress.get()) : endpoint.url();
    if (!url.host().isEmpty() && !(tunnel.subdomain() + tunnel.hostname()).isEmpty()) {
      throw new UsageException("--url, --domain, -hostname and -subdomain say the same: give one");
    }
    TunnelConfig named =
        new TunnelConfig(
            endpoint.nameOr(tunnel.name()),
            tunnel.services(),
            tunnel.subdomain(),
            url.host().isEmpty() ? tunnel.hostname() : url.host(),
            tunnel.options());
    return url.port() == 0 ? named : named.withOptions(named.options().withRemotePort(url.port()));
  }

  /**
   * Refuses for a tunnel by ssh what only a server of ours does.
   *
   * @throws UsageException when one of them was typed
   */
  public void refuseWhatSshCannot() {
    if (endpoint.needOurServer() || !passwords.isEmpty() || endTlsHere()) {
      throw new UsageException(
          "--url, --scheme, --basic-auth, --pooling-enabled, --crt and --key are not for tunnels by"
              + " ssh");
    }
  }
}

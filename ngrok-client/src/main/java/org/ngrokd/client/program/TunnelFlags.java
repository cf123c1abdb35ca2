package org.ngrokd.client.program;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ngrokd.client.config.HeaderRules;
import org.ngrokd.client.config.HostHeader;
import org.ngrokd.client.config.HttpRules;
import org.ngrokd.client.config.PathForward;
import org.ngrokd.client.config.PathForwards;
import org.ngrokd.client.config.Protocols;
import org.ngrokd.client.config.ProxyProtocol;
import org.ngrokd.client.config.ServerEdits;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.config.VerifyUpstream;
import org.ngrokd.client.config.VisitorRules;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.streams.net.CidrList;
import picocli.CommandLine.Option;

/** The flags that say how the tunnel of the command line treats its visitors. */
final class TunnelFlags {
  private static final int HIGHEST_PORT = 65535;

  private static final String HEADER = "\"Name: value\"";

  @Option(
      names = {"-hostHeader", "--hostHeader", "-host-header", "--host-header"},
      defaultValue = "preserve",
      paramLabel = "HOST",
      description = "Host that the local service sees: preserve, rewrite (its own), or a value.")
  private String hostHeader = "";

  @Option(
      names = {"-forwardedHeaders", "--forwardedHeaders"},
      defaultValue = "true",
      arity = "0..1",
      fallbackValue = "true",
      description = "Have the visitor told to the local service in X-Forwarded-* (true).")
  private boolean forwardedHeaders;

  @Option(
      names = {"-rewriteDestination", "--rewriteDestination"},
      defaultValue = "true",
      arity = "0..1",
      fallbackValue = "true",
      description = "Give WebDAV's Destination the scheme that the local service has (true).")
  private boolean rewriteDestination;

  @Option(
      names = {"-requestHeader", "--requestHeader", "-request-header-add", "--request-header-add"},
      paramLabel = HEADER,
      description = "Header added to each request; may be given several times.")
  private List<String> requestHeaders = new ArrayList<>();

  @Option(
      names = {
        "-removeRequestHeader",
        "--removeRequestHeader",
        "-request-header-remove",
        "--request-header-remove"
      },
      paramLabel = "NAME",
      description = "Header removed from each request; may be given several times.")
  private List<String> removedRequestHeaders = new ArrayList<>();

  @Option(
      names = {
        "-responseHeader",
        "--responseHeader",
        "-response-header-add",
        "--response-header-add"
      },
      paramLabel = HEADER,
      description = "Header added to each reply; may be given several times.")
  private List<String> responseHeaders = new ArrayList<>();

  @Option(
      names = {
        "-removeResponseHeader",
        "--removeResponseHeader",
        "-response-header-remove",
        "--response-header-remove"
      },
      paramLabel = "NAME",
      description = "Header removed from each reply; may be given several times.")
  private List<String> removedResponseHeaders = new ArrayList<>();

  @Option(
      names = {"-allowCidrs", "--allowCidrs", "-cidr-allow", "--cidr-allow"},
      split = ",",
      paramLabel = "NETWORK",
      description = "Networks whose visitors are let in, as 10.0.0.0/8,2001:db8::/32 (all).")
  private List<String> allowCidrs = new ArrayList<>();

  @Option(
      names = {"-denyCidrs", "--denyCidrs", "-cidr-deny", "--cidr-deny"},
      split = ",",
      paramLabel = "NETWORK",
      description = "Networks whose visitors are not let in.")
  private List<String> denyCidrs = new ArrayList<>();

  @Option(
      names = {"-maxConnections", "--maxConnections"},
      defaultValue = "0",
      description = "Most visitors' connections at a time, 0 for no limit (${DEFAULT-VALUE}).")
  private int maxConnections;

  @Option(
      names = {"-redirectToHttps", "--redirectToHttps"},
      description = "Send visitors by http to https.")
  private boolean redirectToHttps;

  @Option(
      names = {"-errorPage", "--errorPage"},
      defaultValue = "",
      paramLabel = "FILE",
      description = "HTML page for browsers while the local service is down.")
  private String errorPage = "";

  @Option(
      names = {"-path", "--path"},
      paramLabel = "PREFIX=ADDRESS[,strip]",
      description =
          "Local service for the requests below a path, as /api=8080; with ,strip it gets the"
              + " path without the prefix; may be given several times.")
  private List<String> paths = new ArrayList<>();

  @Option(
      names = {
        "-proxyProtocol",
        "--proxyProtocol",
        "-proxy-proto",
        "--proxy-proto",
        "-upstream-proxy-protocol",
        "--upstream-proxy-protocol"
      },
      defaultValue = "",
      paramLabel = "VERSION",
      description = "v1 or v2: tell the local service the visitor's address by the PROXY protocol.")
  private String proxyProtocol = "";

  @Option(
      names = {"-verifyUpstream", "--verifyUpstream"},
      defaultValue = "",
      paramLabel = "HOW",
      description =
          "true, false or a CA file: check the certificate of an https:// local service"
              + " (true, but not at private addresses).")
  private String verifyUpstream = "";

  @Option(
      names = {"-remotePort", "--remotePort", "-remote-port", "--remote-port"},
      defaultValue = "0",
      paramLabel = "PORT",
      description = "Public port of a tcp tunnel, 0 for any (${DEFAULT-VALUE}).")
  private int remotePort;

  /**
   * What they ask for, beside what the other flags do.
   *
   * @param proto protocols joined by {@code +}
   */
  TunnelConfig.Options options(TunnelConfig.Options others, String proto) {
    if (remotePort != 0 && Stream.of(proto.split("\\+", -1)).noneMatch(Protocols::isNamedByPort)) {
      throw new UsageException(
          "-remotePort is for tcp tunnels: 'ngrok tcp 22 -remotePort " + remotePort + "'");
    }
    if (!paths.isEmpty() && Stream.of(proto.split("\\+", -1)).noneMatch(Protocols::isHttp)) {
      throw new UsageException("-path is for http tunnels: 'ngrok http 3000 -path /api=8080'");
    }
    if (remotePort < 0 || remotePort > HIGHEST_PORT) {
      throw new UsageException(
          "-remotePort is '" + remotePort + "'; expected a port, 0 to " + HIGHEST_PORT);
    }
    try {
      return others
          .withRemotePort(remotePort)
          .withVisitors(visitors())
          .withUpstream(upstream())
          .withHttp(http());
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  boolean asksForPort() {
    return remotePort != 0;
  }

  private VisitorRules visitors() {
    var unused = CidrList.parse(allowCidrs);
    unused = CidrList.parse(denyCidrs);
    return new VisitorRules(allowCidrs, denyCidrs, maxConnections, redirectToHttps);
  }

  private Upstream upstream() {
    return new Upstream(
        proxyProtocol.isEmpty() ? ProxyProtocol.NONE : ProxyProtocol.parse(proxyProtocol),
        verifyUpstream.isEmpty()
            ? Upstream.PLAIN.verify()
            : VerifyUpstream.parse(verifyUpstream, Path.of("").toAbsolutePath()),
        new PathForwards(paths.stream().map(PathForward::parse).toList()));
  }

  private HttpRules http() {
    HttpRules rules =
        HttpRules.NONE
            .withHostHeader(new HostHeader(hostHeader))
            .withRequest(headers(requestHeaders, removedRequestHeaders))
            .withResponse(headers(responseHeaders, removedResponseHeaders))
            .withEdits(new ServerEdits(forwardedHeaders, rewriteDestination));
    return errorPage.isEmpty() ? rules : rules.withPage(Path.of(errorPage));
  }

  private static HeaderRules headers(List<String> added, List<String> removed) {
    HeaderRules rules = HeaderRules.NONE;
    for (String header : added) {
      int colon = header.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("'" + header + "' is not a header; expected " + HEADER);
      }
      rules = rules.adding(header.substring(0, colon), header.substring(colon + 1).trim());
    }
    for (String name : removed) {
      rules = rules.removing(name);
    }
    return rules;
  }
}

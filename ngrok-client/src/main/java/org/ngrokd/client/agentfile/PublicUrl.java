package org.ngrokd.client.agentfile;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.protocol.TunnelProtocol;

/**
 * A public URL as today's agents are asked for it.
 *
 * @param scheme http, https, tcp or tls; "" for the usual
 * @param host whole name, "" for any
 * @param port of a tcp tunnel, 0 for any
 */
public record PublicUrl(String scheme, String host, int port) {
  /** Nothing is asked for. */
  public static final PublicUrl ANY = new PublicUrl("", "", 0);

  private static final Pattern FORM =
      Pattern.compile("(?:([a-zA-Z0-9+.-]+)://)?([^/:?#@\\s]*)(?::([0-9]{1,5}))?/?");

  private static final int HIGHEST_PORT = 65535;

  /**
   * Reads "https://name", "tcp://host:port", "name" or "https://".
   *
   * @param text "" for {@link #ANY}
   * @throws IllegalArgumentException when it is none of these, or asks for what there is not
   */
  public static PublicUrl parse(String text) {
    if (text.isEmpty()) {
      return ANY;
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "the url is '"
              + text
              + "'; expected https://name, http://name, tcp://host:port or tls://name, without a"
              + " path");
    }
    String scheme = form.group(1) == null ? "" : form.group(1).toLowerCase(Locale.ROOT);
    if (!scheme.isEmpty() && TunnelProtocol.named(scheme).isEmpty()) {
      throw new IllegalArgumentException(
          "the url is '" + text + "': " + scheme + " is not one of http, https, tcp, tls");
    }
    String host = form.group(2).toLowerCase(Locale.ROOT);
    if (host.endsWith(".internal")) {
      throw new IllegalArgumentException(
          "the url is '" + text + "': tunnels of ngrokd are public, there are no internal ones");
    }
    int port = form.group(3) == null ? 0 : Integer.parseInt(form.group(3));
    if (port > HIGHEST_PORT) {
      throw new IllegalArgumentException("the url is '" + text + "': that is no port");
    }
    return scheme.equals("tcp") ? new PublicUrl(scheme, "", port) : named(text, scheme, host, port);
  }

  /**
   * Reads "1.tcp.example.com:12345"; the host is the server's, whatever stands there.
   *
   * @throws UsageException when it names no port
   */
  public static PublicUrl ofTcp(String address) {
    try {
      PublicUrl url = parse("tcp://" + address);
      if (url.port() > 0) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new UsageException("--remote-addr is '" + address + "'; expected host:port");
  }

  private static PublicUrl named(String text, String scheme, String host, int port) {
    int usual = scheme.equals("http") ? 80 : 443;
    if (port != 0 && port != usual) {
      throw new IllegalArgumentException(
          "the url is '" + text + "': the port is the server's to choose; leave it out");
    }
    return new PublicUrl(scheme, host, 0);
  }
}

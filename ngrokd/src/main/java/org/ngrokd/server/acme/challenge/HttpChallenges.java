package org.ngrokd.server.acme.challenge;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the http port answers to a CA that looks whether a name is ours (RFC 8555, 8.3). Only what a
 * CA was promised, and only under the name that it is for, is answered here; all else is the
 * tunnels'. Safe from any thread.
 */
public final class HttpChallenges {
  public static final String PATH = "/.well-known/acme-challenge/";

  private final Map<String, String> answers = new ConcurrentHashMap<>();

  private static String key(String name, String token) {
    return name.toLowerCase(Locale.ROOT) + " " + token;
  }

  /** From now on this is answered. */
  public Published publish(String name, String token, String answer) {
    String key = key(name, token);
    answers.put(key, answer);
    return () -> answers.remove(key, answer);
  }

  /**
   * The answer for a request.
   *
   * @param host as a request names it, with a port or without
   * @return empty when it is none of ours
   */
  public Optional<String> file(String host, String target) {
    int colon = host.lastIndexOf(':');
    boolean hasPort = colon >= 0 && host.indexOf(']', colon) < 0;
    String name = hasPort ? host.substring(0, colon) : host;
    boolean isIpv6 = name.startsWith("[") && name.endsWith("]");
    return find(isIpv6 ? name.substring(1, name.length() - 1) : name, target);
  }

  /**
   * The answer for a name.
   *
   * @param host without a port
   * @param target of the request line
   * @return empty when it is none of ours
   */
  public Optional<String> find(String host, String target) {
    return answers.isEmpty() || !target.startsWith(PATH)
        ? Optional.empty()
        : Optional.ofNullable(answers.get(key(host, target.substring(PATH.length()))));
  }
}

package org.ngrokd.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.ngrokd.streams.net.Localhost;

/** Reads addresses by which browsers and providers are reached. */
final class Addresses {
  private Addresses() {}

  /**
   * An address by https without anything behind the path; by http on the own computer only.
   *
   * @throws IllegalArgumentException with what is allowed, when it is none
   */
  static URI secure(String key, String text) {
    URI address = parsed(key, text);
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    String host = address.getHost();
    if (host == null || !(scheme.equals("https") || (scheme.equals("http") && isHere(host)))) {
      throw wrong(key, text, "expected https://HOST, or http:// on this computer");
    }
    if (address.getRawQuery() != null
        || address.getRawFragment() != null
        || address.getRawUserInfo() != null) {
      throw wrong(key, text, "expected an address without user, ? and #");
    }
    return address;
  }

  /**
   * An address by https without a path, where a "/" at the end is none; by http for localhost and
   * names below it only, which browsers trust with cookies.
   *
   * @throws IllegalArgumentException with what is allowed, when it is none
   */
  static URI site(String key, String text) {
    URI address = secure(key, text.replaceFirst("(?<=[^/])/$", ""));
    if (address.getScheme().equalsIgnoreCase("http") && !Localhost.isName(address.getHost())) {
      throw wrong(key, text, "expected https://HOST, or http:// with localhost or *.localhost");
    }
    if (!address.getRawPath().isEmpty()) {
      throw wrong(key, text, "expected an address without a path");
    }
    return address;
  }

  private static boolean isHere(String host) {
    return Localhost.isName(host) || host.startsWith("127.") || host.equals("[::1]");
  }

  private static URI parsed(String key, String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw wrong(key, text, "expected an address as https://example.com");
    }
  }

  private static IllegalArgumentException wrong(String key, String text, String expected) {
    return new IllegalArgumentException(key + " is '" + text + "'; " + expected);
  }
}

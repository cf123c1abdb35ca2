package org.ngrokd.client.config;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.ngrokd.streams.net.HostAndPort;

/** Where a local service listens, and whether it speaks TLS. */
public sealed interface LocalAddress {
  /** The host where none is given. */
  String THIS_HOST = "127.0.0.1";

  /**
   * A service on TCP.
   *
   * @param isAnyLoopback whether it may be at this computer's other address, ::1, as well
   */
  record Tcp(HostAndPort address, boolean isAnyLoopback) implements LocalAddress {
    /** Written out as {@link HostAndPort}'s. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Tcp tcp
          && isAnyLoopback == tcp.isAnyLoopback
          && address.equals(tcp.address);
    }

    @Override
    public int hashCode() {
      return address.hashCode();
    }

    @Override
    public String toString() {
      return address.toString();
    }
  }

  /**
   * A service on TCP that speaks TLS itself.
   *
   * @param isAnyLoopback as in {@link Tcp}
   */
  record Tls(HostAndPort address, boolean isAnyLoopback) implements LocalAddress {
    @Override
    public String toString() {
      return "https://" + address;
    }
  }

  /**
   * A service on a Unix domain socket.
   *
   * @param path of the socket's file, absolute
   */
  record Unix(String path) implements LocalAddress {
    /** What every Unix takes; Linux takes four more. */
    private static final int LONGEST = 103;

    public Unix {
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException("expected an absolute path: unix:/path/to.sock");
      }
      if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST || path.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            "the path of a Unix socket has " + LONGEST + " bytes at most");
      }
    }

    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /**
   * The program in whose process this client runs; nothing that could be read from a text.
   *
   * @param name of the listener
   * @param id its own: names may come again
   */
  record Program(String name, UUID id) implements LocalAddress {
    @Override
    public String toString() {
      return "program:" + name;
    }
  }

  /**
   * A directory of this computer, which the client serves itself, by HTTP.
   *
   * @param directory absolute; it may not be there yet
   */
  record Files(Path directory) implements LocalAddress {
    private static final Pattern DRIVE = Pattern.compile("/[A-Za-z]:.*");

    /**
     * Reads what follows "file:" in a URL.
     *
     * @throws IllegalArgumentException with the reason, when it is no absolute path
     */
    static Files ofUrl(String rest) {
      String path = rest.startsWith("//") ? rest.substring(2) : rest;
      if (!path.startsWith("/") || path.startsWith("//")) {
        throw new IllegalArgumentException(
            "expected an absolute path: file:///home/me/public, or file:///C:/public");
      }
      boolean isOnADrive = File.separatorChar == '\\' && DRIVE.matcher(path).matches();
      try {
        return new Files(Path.of(isOnADrive ? path.substring(1) : path).normalize());
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException("it is no path: " + e.getReason(), e);
      }
    }

    /** As it was written, on whatever system. */
    @Override
    public String toString() {
      String path = directory.toString().replace('\\', '/');
      return "file://" + (path.startsWith("/") ? path : "/" + path);
    }
  }

  /**
   * Reads "8080", ":8080", "nas.lan:8080", "http://nas.lan", "https://nas.lan:5001",
   * "unix:/path.sock" or "file:///directory"; without a host it is this one, at whichever loopback
   * address the service listens. Protocol: §8.
   *
   * @throws IllegalArgumentException with the reason, when it is none of these
   */
  static LocalAddress parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("unix:")) {
      return new Unix(text.substring("unix:".length()));
    }
    if (lower.startsWith("file:")) {
      return Files.ofUrl(text.substring("file:".length()));
    }
    if (lower.startsWith("https://")) {
      String rest = text.substring("https://".length());
      return new Tls(hostOfUrl(rest, 443), rest.startsWith(":"));
    }
    if (lower.startsWith("http://")) {
      String rest = text.substring("http://".length());
      return new Tcp(hostOfUrl(rest, 80), rest.startsWith(":"));
    }
    int scheme = text.indexOf("://");
    if (scheme >= 0) {
      throw new IllegalArgumentException(
          "'"
              + text.substring(0, scheme)
              + "' is not known; allowed: http, https, unix:/path, file:///directory");
    }
    return new Tcp(hostAndPort(text), text.lastIndexOf(':') <= 0);
  }

  /**
   * Reads "8080", ":8080" or "nas.lan:8080".
   *
   * @throws IllegalArgumentException with the reason, when it is none of these
   */
  static HostAndPort hostAndPort(String text) {
    HostAndPort address = HostAndPort.parse(text.indexOf(':') < 0 ? ":" + text : text);
    if (address.port() == 0) {
      throw new IllegalArgumentException("port 0 is no service");
    }
    return address.host().isEmpty() ? new HostAndPort(THIS_HOST, address.port()) : address;
  }

  private static HostAndPort hostOfUrl(String rest, int defaultPort) {
    String authority = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
    if (authority.indexOf('/') >= 0 || authority.indexOf('?') >= 0 || authority.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "give the host and the port only: requests go to the path that the visitor asks for");
    }
    boolean hasPort = authority.lastIndexOf(':') > authority.lastIndexOf(']');
    HostAndPort address = hostAndPort(hasPort ? authority : authority + ":" + defaultPort);
    if (authority.isEmpty()) {
      throw new IllegalArgumentException("it names no host");
    }
    return address;
  }
}

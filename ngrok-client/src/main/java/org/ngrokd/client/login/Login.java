package org.ngrokd.client.login;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.ngrokd.client.config.HttpProxy;
import org.ngrokd.client.config.Trust;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.streams.net.HostAndPort;

/**
 * Gets a token: shows an address and a code, and asks until somebody has said yes to it at a
 * browser. In the shape of RFC 8628. Blocks, for ten minutes at most. Confined to one thread.
 */
public final class Login {
  private static final String CODE = "/-/device/code";
  private static final String TOKEN = "/-/device/token";

  /** RFC 8628 says so where the server does not. */
  private static final long INTERVAL = 5;

  private static final long LIFE = 600;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final Dashboard dashboard;
  private final ServerForms forms;
  private final Consumer<String> print;
  private final Predicate<URI> browser;
  private final Pause pause;

  /** Waits. */
  @FunctionalInterface
  interface Pause {
    void take(Duration time) throws InterruptedException;
  }

  /**
   * What was given.
   *
   * @param account whose it is, as the server calls it
   * @param server where clients connect; empty where the server did not say
   */
  public record Given(String token, String account, Optional<HostAndPort> server) {
    /** The token stays out. */
    @Override
    public String toString() {
      return "Given[account=%s, server=%s]".formatted(account, server);
    }
  }

  Login(
      Dashboard dashboard,
      ServerForms forms,
      Consumer<String> print,
      Predicate<URI> browser,
      Pause pause) {
    this.dashboard = dashboard;
    this.forms = forms;
    this.print = print;
    this.browser = browser;
    this.pause = pause;
  }

  /**
   * At a dashboard.
   *
   * @param trust whose certificate is accepted
   * @param print shows a line
   * @param environment says whether there is a browser before the user's eyes
   */
  public static Login at(
      Dashboard dashboard,
      Trust trust,
      Optional<HttpProxy> proxy,
      Consumer<String> print,
      Map<String, String> environment) {
    BrowserWindow window = new BrowserWindow(System.getProperty("os.name", ""), environment);
    return new Login(
        dashboard,
        new ServerForms(dashboard, trust, proxy, environment),
        print,
        window::open,
        time -> Thread.sleep(time.toMillis()));
  }

  /**
   * Gets it.
   *
   * @param program what the page calls whoever asks
   * @throws UserException when there is none: why, and what to do
   */
  public Given run(String program) throws InterruptedException {
    ServerForms.Answer codes = begin(program);
    String page = codes.text("verification_uri");
    print.accept("To sign in, open this page in a browser:");
    print.accept("");
    print.accept("    " + Printable.sentence(page));
    print.accept("");
    print.accept("and type this code:  " + Printable.field(codes.text("user_code")));
    print.accept("");
    if (opens(codes.text("verification_uri_complete"))) {
      print.accept("(A browser window opens with it.)");
    }
    return waitFor(codes);
  }

  private boolean opens(String page) {
    try {
      return browser.test(URI.create(page));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private ServerForms.Answer begin(String program) throws InterruptedException {
    ServerForms.Answer answer;
    try {
      answer = forms.post(CODE, Map.of("program", program));
    } catch (IOException e) {
      throw new UserException(
          e.getMessage()
              + ". Is this where its dashboard is? If not: ngrok login https://HOST:PORT");
    }
    if (answer.status() == OK && !answer.text("device_code").isEmpty()) {
      return answer;
    }
    throw answer.status() == NOT_FOUND || answer.json().isEmpty()
        ? new UserException(
            dashboard.url()
                + " has nobody to sign in: that ngrokd has no accounts, or its dashboard is"
                + " elsewhere (ngrok login https://HOST:PORT). If you have a token: ngrok config"
                + " add-authtoken TOKEN")
        : refused(answer);
  }

  private UserException refused(ServerForms.Answer answer) {
    String why = answer.text("error_description");
    return new UserException(
        dashboard.url()
            + " refuses the login: "
            + Printable.sentence(why.isEmpty() ? "status " + answer.status() : why));
  }

  private Given waitFor(ServerForms.Answer codes) throws InterruptedException {
    long left = codes.number("expires_in", LIFE);
    long interval = Math.max(1, codes.number("interval", INTERVAL));
    while (left > 0) {
      pause.take(Duration.ofSeconds(interval));
      left -= interval;
      Optional<ServerForms.Answer> answer = ask(codes);
      if (answer.isPresent() && answer.get().status() == OK) {
        return given(answer.get());
      }
      String error = answer.map(each -> each.text("error")).orElse("");
      if (error.equals("slow_down")) {
        interval += INTERVAL;
      } else {
        requireHope(error, answer);
      }
    }
    throw ended();
  }

  /** Empty when the server was not there: it may come back. */
  private Optional<ServerForms.Answer> ask(ServerForms.Answer codes) throws InterruptedException {
    try {
      return Optional.of(forms.post(TOKEN, Map.of("device_code", codes.text("device_code"))));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What is no answer about the code, as a server that starts anew, may be another one soon. */
  private void requireHope(String error, Optional<ServerForms.Answer> answer) {
    if (error.equals("expired_token")) {
      throw ended();
    }
    boolean isOver =
        !error.isEmpty() && !error.equals("authorization_pending") && !error.equals("busy");
    if (isOver) {
      answer.ifPresent(
          each -> {
            throw refused(each);
          });
    }
  }

  private static UserException ended() {
    return new UserException(
        "The code has ended: it is good for ten minutes, and for a few tries. Run ngrok login"
            + " again");
  }

  private Given given(ServerForms.Answer answer) {
    String token = answer.text("access_token");
    if (token.isEmpty()) {
      throw new UserException(dashboard.url() + " said yes, but gave no token");
    }
    return new Given(token, answer.text("account"), server(answer.text("server_addr")));
  }

  private static Optional<HostAndPort> server(String address) {
    try {
      return address.isEmpty() ? Optional.empty() : Optional.of(HostAndPort.parse(address));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

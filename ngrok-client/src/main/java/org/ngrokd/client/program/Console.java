package org.ngrokd.client.program;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.session.Refusal;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.client.ui.FirstSteps;
import org.ngrokd.kit.text.Printable;

/**
 * Plain lines on standard output: how the client fares, and each public URL. Everything goes to the
 * log besides.
 */
public final class Console implements SessionEvents {
  private final @Nullable PrintWriter out;
  private final Runnable ended;
  private volatile String refusal = "";
  private final Set<Refusal> refusals = new HashSet<>();
  private boolean wasTold;

  /**
   * @param out where the lines go; null for nowhere (the log has the terminal)
   * @param ended is run when the client gives up
   */
  public Console(@Nullable PrintWriter out, Runnable ended) {
    this.out = out;
    this.ended = ended;
  }

  /** Whoever has a config file of pgrok's needs no words about ours. */
  void leaveOutFirstSteps() {
    wasTold = true;
  }

  @Override
  public void online(String serverVersion) {
    wasTold = true; // whoever was online knows how
    print("Tunnel status: online (server version " + Printable.field(serverVersion) + ")");
  }

  @Override
  public void opened(Route route) {
    refusals.removeIf(each -> each.tunnel().equals(route.config()));
    String url = Printable.sentence(route.url());
    print("Forwarding " + url + " -> " + route.local());
    route.paths().forEach(each -> print("Forwarding " + url + each));
    print(url); // alone, for scripts
  }

  /** Once for each reason: it is asked for again and again. */
  @Override
  public void tunnelRefused(Refusal refusal, Duration wait) {
    if (refusals.add(refusal)) {
      print(
          "Tunnel %s (%s) is refused: %s Trying again from time to time"
              .formatted(refusal.tunnel().name(), refusal.protocol(), sentence(refusal.reason())));
    }
  }

  @Override
  public void closed(Route route) {
    print("Closed " + Printable.sentence(route.url()));
  }

  /** Where the page with the last requests is. */
  void webInterface(String url) {
    print("Web interface " + url);
  }

  @Override
  public void warned(String line) {
    print(line);
  }

  @Override
  public void waiting(String reason, Duration wait) {
    if (!wasTold) {
      wasTold = true;
      FirstSteps.lines().forEach(this::print);
    }
    print(sentence(reason) + " Trying again in " + (wait.toMillis() + 500) / 1000 + " s");
  }

  /** A server's words may end with a full stop, or not. */
  private static String sentence(String reason) {
    return reason.endsWith(".") ? reason : reason + ".";
  }

  @Override
  public void refused(String reason) {
    refusal = reason;
    ended.run();
  }

  /** Why the client gave up. */
  String refusal() {
    return refusal;
  }

  private void print(String line) {
    if (out != null) {
      out.println(Printable.line(line));
      out.flush();
    }
  }
}

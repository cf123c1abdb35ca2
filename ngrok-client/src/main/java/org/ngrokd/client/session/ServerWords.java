package org.ngrokd.client.session;

import java.util.List;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.Message.AuthResp;
import org.ngrokd.protocol.Message.Closed;
import org.ngrokd.protocol.Message.Homes;
import org.ngrokd.protocol.Message.NewTunnel;
import org.ngrokd.protocol.Message.StartProxy;
import org.ngrokd.streams.net.ProtocolException;

/**
 * How long what a server says may be: it is kept, shown and sent back. A server that says more is
 * none of those that there are, and its connection ends.
 */
final class ServerWords {
  /** Longer than any that 1.7 or a server of ours gives. */
  private static final int LONGEST_ID = 1024;

  private static final int LONGEST_VERSION = 256;

  /** A name has 253 letters. */
  private static final int LONGEST_URL = 1024;

  /** A screenful. */
  private static final int LONGEST_ERROR = 4096;

  private static final int LONGEST_WORD = 128;
  private static final int MOST_EXTENSIONS = 100;

  /** Of these the first few are used. */
  private static final int MOST_HOMES = 100;

  private ServerWords() {}

  /**
   * Looks at a message.
   *
   * @throws ProtocolException with what is too long
   */
  static void check(Message message) {
    if (message instanceof AuthResp answer) {
      check("AuthResp.Version", answer.version(), LONGEST_VERSION);
      check("AuthResp.MmVersion", answer.mmVersion(), LONGEST_VERSION);
      check("AuthResp.ClientId", answer.clientId(), LONGEST_ID);
      check("AuthResp.Error", answer.error(), LONGEST_ERROR);
      check(answer.extensions());
    } else if (message instanceof NewTunnel answer) {
      check("NewTunnel.ReqId", answer.reqId(), LONGEST_WORD);
      check("NewTunnel.Url", answer.url(), LONGEST_URL);
      check("NewTunnel.Protocol", answer.protocol(), LONGEST_WORD);
      check("NewTunnel.Error", answer.error(), LONGEST_ERROR);
    } else if (message instanceof Closed closed) {
      check("Closed.Url", closed.url(), LONGEST_URL);
      check("Closed.Reason", closed.reason(), LONGEST_ERROR);
    } else if (message instanceof Homes homes) {
      check("Homes.Own", homes.own(), LONGEST_ID);
      if (homes.others().size() > MOST_HOMES) {
        throw new ProtocolException(
            "the server's Homes has " + homes.others().size() + " servers; " + MEANS);
      }
      homes.others().forEach(each -> check("Homes.Others", each, LONGEST_ID));
    } else if (message instanceof StartProxy start) {
      check("StartProxy.Url", start.url(), LONGEST_URL);
      check("StartProxy.ClientAddr", start.clientAddr(), LONGEST_ID);
    }
  }

  private static void check(List<String> extensions) {
    if (extensions.size() > MOST_EXTENSIONS) {
      throw new ProtocolException(
          "the server's AuthResp has " + extensions.size() + " extensions; " + MEANS);
    }
    extensions.forEach(each -> check("AuthResp.Extensions", each, LONGEST_WORD));
  }

  private static void check(String field, String text, int longest) {
    if (text.length() > longest) {
      throw new ProtocolException(
          "the server's " + field + " has " + text.length() + " letters; " + MEANS);
    }
  }

  private static final String MEANS = "it is no server to be believed, see server_addr";
}

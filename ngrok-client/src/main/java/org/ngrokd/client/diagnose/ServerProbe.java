package org.ngrokd.client.diagnose;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.ngrokd.certs.CertificateFileException;
import org.ngrokd.certs.Fingerprint;
import org.ngrokd.client.config.Trust;
import org.ngrokd.client.diagnose.Diagnosis.Step;
import org.ngrokd.client.diagnose.Diagnosis.StepException;
import org.ngrokd.client.trust.CertificateText;
import org.ngrokd.client.trust.ServerTrust;
import org.ngrokd.client.trust.UntrustedServerException;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HostAndPort;

/** The steps of a diagnosis up to the server's certificate. */
final class ServerProbe {
  private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(10).toMillis();

  private ServerProbe() {}

  /** Whether the server's name can be looked up. */
  record Name(HostAndPort server) implements Step {
    @Override
    public String name() {
      return "name";
    }

    @Override
    public String take() throws StepException {
      try {
        String addresses =
            Arrays.stream(InetAddress.getAllByName(server.host()))
                .map(InetAddress::getHostAddress)
                .collect(Collectors.joining(", "));
        return server.host() + " is " + addresses;
      } catch (UnknownHostException e) {
        throw new StepException(
            server.host()
                + " is not known: is server_addr spelled right, and does this computer's DNS"
                + " work?");
      }
    }
  }

  /** Whether something listens there. */
  record Connection(HostAndPort server) implements Step {
    @Override
    public String name() {
      return "connection";
    }

    @Override
    public String take() throws StepException {
      long began = System.nanoTime();
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(server.host(), server.port()), TIMEOUT_MILLIS);
        return "%s answers, after %d ms"
            .formatted(socket.getRemoteSocketAddress(), (System.nanoTime() - began) / 1_000_000);
      } catch (SocketTimeoutException e) {
        throw new StepException(
            server
                + " does not answer within 10 s: does a firewall here or there keep port "
                + server.port()
                + " closed?");
      } catch (IOException e) {
        throw new StepException(
            "%s: %s. Is ngrokd running there, and is this its tunnel port?"
                .formatted(server, Failures.oneLine(e)));
      }
    }
  }

  /** Whether the server's certificate is accepted. */
  record Certificate(HostAndPort server, Trust trust) implements Step {
    @Override
    public String name() {
      return "certificate";
    }

    @Override
    public String take() throws StepException {
      try (Socket plain = new Socket()) {
        plain.connect(new InetSocketAddress(server.host(), server.port()), TIMEOUT_MILLIS);
        plain.setSoTimeout(TIMEOUT_MILLIS);
        return accepted(plain);
      } catch (CertificateFileException e) {
        throw new StepException(String.valueOf(e.getMessage()));
      } catch (IOException | GeneralSecurityException e) {
        throw new StepException(
            UntrustedServerException.in(e)
                .map(Certificate::refused)
                .orElseGet(
                    () ->
                        server
                            + " does not speak TLS as a tunnel server does: "
                            + Failures.oneLine(e)
                            + ". Is "
                            + server.port()
                            + " its tunnel port?"));
      }
    }

    /** What is wrong, and what was shown: its own side tells the server's admin the same. */
    private static String refused(UntrustedServerException refusal) {
      List<X509Certificate> chain = refusal.shown();
      X509Certificate leaf = chain.get(0);
      X509Certificate last = chain.get(chain.size() - 1);
      boolean isRoot = last.getSubjectX500Principal().equals(last.getIssuerX500Principal());
      return ("%s. The server shows: names %s; issued by %s; valid from %s until %s; fingerprint"
              + " %s, which is only as good as its being the one that ngrokd prints at start."
              + " ngrokd's log tells this as \"The client refused our certificate\"")
          .formatted(
              refusal.getMessage(),
              CertificateText.names(leaf),
              CertificateText.issuer(leaf),
              leaf.getNotBefore().toInstant(),
              leaf.getNotAfter().toInstant(),
              Fingerprint.of(isRoot ? last : leaf));
    }

    private String accepted(Socket plain) throws IOException, GeneralSecurityException {
      SSLContext context = SSLContext.getInstance("TLS");
      ServerTrust check = ServerTrust.in(server, trust, System.getenv());
      context.init(null, new TrustManager[] {check}, null);
      try (SSLSocket tls =
          (SSLSocket)
              context.getSocketFactory().createSocket(plain, server.host(), server.port(), true)) {
        tls.startHandshake();
        X509Certificate leaf = (X509Certificate) tls.getSession().getPeerCertificates()[0];
        return "for %s, valid until %s, over %s"
            .formatted(
                CertificateText.names(leaf),
                leaf.getNotAfter().toInstant(),
                tls.getSession().getProtocol());
      }
    }
  }
}

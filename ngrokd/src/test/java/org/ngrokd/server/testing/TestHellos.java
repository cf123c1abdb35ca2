package org.ngrokd.server.testing;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.ngrokd.protocol.testing.TestCertificates;

/** First flights of TLS clients. */
public final class TestHellos {
  private static final int RECORD_HEADER = 5;

  private TestHellos() {}

  /** The JDK's ClientHello for this server, in one record. */
  public static byte[] naming(String host) {
    return with(List.of(new SNIHostName(host)), new String[0]);
  }

  /** The JDK's ClientHello as a CA sends it that looks whether a name is ours (RFC 8737). */
  public static byte[] ofACa(String host) {
    return with(List.of(new SNIHostName(host)), new String[] {"acme-tls/1"});
  }

  /** The JDK's ClientHello for no server in particular. */
  public static byte[] nameless() {
    return with(List.of(), new String[0]);
  }

  private static byte[] with(List<SNIServerName> names, String[] protocols) {
    SSLEngine engine = TestCertificates.trustAllContext().createSSLEngine();
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(names);
    parameters.setApplicationProtocols(protocols);
    engine.setSSLParameters(parameters);
    ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    try {
      int length = engine.wrap(ByteBuffer.allocate(0), record).bytesProduced();
      return Arrays.copyOf(record.array(), length);
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same message in records of at most so many bytes. */
  public static byte[] inRecords(byte[] record, int most) {
    byte[] message = Arrays.copyOfRange(record, RECORD_HEADER, record.length);
    int records = (message.length + most - 1) / most;
    ByteBuffer all = ByteBuffer.allocate(message.length + records * RECORD_HEADER);
    for (int from = 0; from < message.length; from += most) {
      int part = Math.min(most, message.length - from);
      all.put(record, 0, RECORD_HEADER - 2).putShort((short) part).put(message, from, part);
    }
    return all.array();
  }
}

package org.ngrokd.streams.ssh;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.helpers.AbstractFactoryManager;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.kex.extension.DefaultServerKexExtensionHandler;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;

/**
 * How we speak SSH, as server and as client: which algorithms, which sizes. What ssh-audit advises
 * against is not there; key exchange safe from quantum computers comes first, and the
 * counter-measure against prefix truncation is MINA's own. Without Diffie-Hellman over large
 * primes: a stranger could have it computed as often as he likes, on the event loop of others.
 */
public final class SshManner {
  private static final List<BuiltinDHFactories> KEY_EXCHANGES =
      List.of(
          BuiltinDHFactories.mlkem768x25519,
          BuiltinDHFactories.sntrup761x25519,
          BuiltinDHFactories.sntrup761x25519_openssh,
          BuiltinDHFactories.curve25519,
          BuiltinDHFactories.curve25519_libssh);

  private static final List<BuiltinCiphers> CIPHERS =
      List.of(
          BuiltinCiphers.aes256gcm,
          BuiltinCiphers.aes128gcm,
          BuiltinCiphers.cc20p1305_openssh,
          BuiltinCiphers.aes256ctr,
          BuiltinCiphers.aes192ctr,
          BuiltinCiphers.aes128ctr);

  private static final List<BuiltinMacs> MACS =
      List.of(
          BuiltinMacs.hmacsha256etm,
          BuiltinMacs.hmacsha512etm,
          BuiltinMacs.hmacsha256,
          BuiltinMacs.hmacsha512);

  private static final List<BuiltinSignatures> SIGNATURES =
      List.of(
          BuiltinSignatures.ed25519_cert,
          BuiltinSignatures.nistp256_cert,
          BuiltinSignatures.nistp384_cert,
          BuiltinSignatures.nistp521_cert,
          BuiltinSignatures.rsaSHA512_cert,
          BuiltinSignatures.rsaSHA256_cert,
          BuiltinSignatures.ed25519,
          BuiltinSignatures.sk_ssh_ed25519,
          BuiltinSignatures.nistp256,
          BuiltinSignatures.nistp384,
          BuiltinSignatures.nistp521,
          BuiltinSignatures.sk_ecdsa_sha2_nistp256,
          BuiltinSignatures.rsaSHA512,
          BuiltinSignatures.rsaSHA256);

  /**
   * OpenSSH prefers ciphers that are slow here to AES-GCM, which it has had since 6.2 (2013): it is
   * offered nothing else. Nor is it offered what is there for others alone: a MAC of the old kind,
   * which Dropbear and the like have and no other.
   */
  private static final String FAST_CIPHERS =
      BuiltinCiphers.aes256gcm.getName() + "," + BuiltinCiphers.aes128gcm.getName();

  private static final String BEST_MACS =
      BuiltinMacs.hmacsha256etm.getName() + "," + BuiltinMacs.hmacsha512etm.getName();

  private static final String OPENSSH = "OpenSSH_";

  private SshManner() {}

  /** For a server. */
  public static void serve(AbstractFactoryManager manager) {
    // says which signatures are known here: without it a client has none for an RSA key
    manager.setKexExtensionHandler(DefaultServerKexExtensionHandler.INSTANCE);
    manager.setKeyExchangeFactories(
        NamedFactory.setUpTransformedFactories(true, KEY_EXCHANGES, ServerBuilder.DH2KEX));
    common(manager);
    manager.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionNegotiationOptionsCreated(
              Session session, Map<KexProposalOption, String> proposal) {
            theBest(session.getClientVersion(), proposal);
          }
        });
  }

  /** For a client. */
  public static void dial(AbstractFactoryManager manager) {
    manager.setKeyExchangeFactories(
        NamedFactory.setUpTransformedFactories(true, KEY_EXCHANGES, ClientBuilder.DH2KEX));
    common(manager);
  }

  private static void common(AbstractFactoryManager manager) {
    manager.setCipherFactories(List.copyOf(CIPHERS));
    manager.setMacFactories(List.copyOf(MACS));
    manager.setSignatureFactories(List.copyOf(SIGNATURES));
    manager.setCompressionFactories(List.of(BuiltinCompressions.none));
    CoreModuleProperties.WINDOW_SIZE.set(manager, (long) ReceiveWindow.FIRST);
    CoreModuleProperties.IDLE_TIMEOUT.set(manager, Duration.ZERO);
  }

  private static void theBest(String clientVersion, Map<KexProposalOption, String> proposal) {
    if (clientVersion != null && clientVersion.contains(OPENSSH)) {
      proposal.put(KexProposalOption.S2CENC, FAST_CIPHERS);
      proposal.put(KexProposalOption.C2SENC, FAST_CIPHERS);
      proposal.put(KexProposalOption.S2CMAC, BEST_MACS);
      proposal.put(KexProposalOption.C2SMAC, BEST_MACS);
    }
  }
}

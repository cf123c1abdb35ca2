package org.ngrokd.server.acme.keep;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ngrokd.certs.CertificateFileException;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.IdentityCheck;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.files.AtomicFile;
import org.ngrokd.kit.files.PrivateFiles;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates in a directory of the server's own: one file for each with its chain and its key, so
 * that a crash leaves the one before or the new one; whoever had the name last is the file's time.
 * The key of the account is in a file of its CA's name.
 */
public final class FileKeep implements CertificateKeep {
  private static final String ENDING = ".pem";
  private static final String RSA = ".rsa";
  private static final String ACCOUNT = "account-";
  private static final String ASKED = "asked";
  private static final String ORDERS = "orders.txt";
  private static final Logger LOG = LoggerFactory.getLogger(FileKeep.class);

  private final Path directory;
  private final OrderNotes notes;

  private FileKeep(Path directory) {
    this.directory = directory;
    this.notes = new FileNotes(directory.resolve(ORDERS));
  }

  /**
   * The directory "acme" of the server's state, made if it is not there.
   *
   * @throws UserException when it cannot be used
   */
  public static FileKeep in(StateDirectory state) {
    return new FileKeep(state.directory("acme"));
  }

  private Path file(String name, Identity identity) {
    boolean isRsa = identity.key().getAlgorithm().equals("RSA");
    return directory.resolve(base(name) + (isRsa ? RSA : "") + ENDING);
  }

  /** A star is no letter of file names everywhere; "_" is none of host names. */
  private static String base(String name) {
    return name.replace('*', '_').replace(':', '-');
  }

  @Override
  public List<Kept> all() {
    List<Kept> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      files.filter(FileKeep::isCertificate).sorted().forEach(file -> read(file, all));
    } catch (IOException e) {
      throw new UserException(
          "The certificates in %s cannot be read: %s".formatted(directory, Failures.oneLine(e)));
    }
    return all;
  }

  @Override
  public List<Kept> find(String name) {
    List<Kept> found = new ArrayList<>();
    for (String ending : List.of(ENDING, RSA + ENDING)) {
      Path file = directory.resolve(base(name) + ending);
      if (Files.exists(file)) {
        read(file, found);
      }
    }
    return found;
  }

  @Override
  public void ask(String name) {
    try {
      Path asked = directory.resolve(ASKED);
      if (!Files.isDirectory(asked)) {
        PrivateFiles.createDirectory(asked);
      }
      AtomicFile.SECRET.write(asked.resolve(base(name)), new byte[0]);
    } catch (IOException e) {
      throw new UserException("%s cannot be written: %s".formatted(directory, Failures.oneLine(e)));
    }
  }

  @Override
  public Set<String> takeAsked() {
    Path asked = directory.resolve(ASKED);
    if (!Files.isDirectory(asked)) {
      return Set.of();
    }
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(asked)) {
      for (Path file : files.toList()) {
        Files.delete(file);
        names.add(name(file.getFileName().toString()));
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be read: {}", asked, Failures.oneLine(e));
    }
    return names;
  }

  /** The host name of a file's. */
  private static String name(String base) {
    return base.startsWith("_.") ? "*" + base.substring(1) : base;
  }

  private static boolean isCertificate(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(ENDING) && !name.startsWith(ACCOUNT);
  }

  private static void read(Path file, List<Kept> all) {
    try {
      Identity identity =
          new Identity(PemFiles.readCertificates(file), PemFiles.readPrivateKey(file));
      IdentityCheck.requireMatchingKey(identity);
      String base = file.getFileName().toString().replaceFirst("(\\.rsa)?\\.pem$", "");
      all.add(new Kept(name(base), identity, Files.getLastModifiedTime(file).toInstant()));
    } catch (CertificateFileException | IOException e) {
      LOG.warn("A certificate is left out, and got anew when it is needed: {}", e.getMessage());
    }
  }

  @Override
  public void put(Kept certificate) {
    Path file = file(certificate.name(), certificate.identity());
    PemFiles.writeIdentity(file, certificate.identity());
    used(file, certificate.usedAt());
  }

  @Override
  public void remove(String name) {
    for (String ending : List.of(ENDING, RSA + ENDING)) {
      try {
        Files.deleteIfExists(directory.resolve(base(name) + ending));
      } catch (IOException e) {
        LOG.warn("The certificate of {} stays: {}", name, Failures.oneLine(e));
      }
    }
  }

  @Override
  public void used(String name, Instant at) {
    for (String ending : List.of(ENDING, RSA + ENDING)) {
      Path file = directory.resolve(base(name) + ending);
      if (Files.exists(file)) {
        used(file, at);
      }
    }
  }

  private static void used(Path file, Instant at) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(at));
    } catch (IOException e) {
      LOG.debug("When {} was used last is not noted: {}", file, Failures.oneLine(e));
    }
  }

  @Override
  public OrderNotes notes() {
    return notes;
  }

  @Override
  public KeyPair accountKey(String ca, Supplier<KeyPair> made) {
    String host = String.valueOf(URI.create(ca).getHost()).replaceAll("[^A-Za-z0-9.-]", "_");
    Path file = directory.resolve(ACCOUNT + host + ENDING);
    if (!Files.exists(file)) {
      PemFiles.writePrivateKey(file, made.get().getPrivate());
    }
    PrivateKey key = PemFiles.readPrivateKey(file);
    return AccountKeys.pair(key);
  }
}

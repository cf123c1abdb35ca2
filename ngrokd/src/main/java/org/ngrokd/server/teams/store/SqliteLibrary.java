package org.ngrokd.server.teams.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.ngrokd.kit.files.AtomicFile;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite itself is written in C. Its library for this system is kept beside the database: the
 * driver would put a copy for each process into /tmp, from where programs may not be allowed to
 * run, and leave it there when the process is killed.
 */
final class SqliteLibrary {
  private static final String PATH = "org.sqlite.lib.path";
  private static final String NAME = "org.sqlite.lib.name";

  private SqliteLibrary() {}

  /**
   * For the first database of this process; where it cannot be done, the driver does as it does.
   */
  static synchronized void unpack(Path directory) {
    if (System.getProperty(PATH) != null) {
      return;
    }
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    try (InputStream library = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
      if (library != null) {
        Path file = directory.toAbsolutePath().resolve(name);
        write(file, library.readAllBytes());
        System.setProperty(PATH, directory.toAbsolutePath().toString());
        System.setProperty(NAME, name);
      }
    } catch (IOException e) {
      // A full disk, as a rule: whether the database can be used is for others to say.
    }
  }

  private static void write(Path file, byte[] library) throws IOException {
    if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), library)) {
      AtomicFile.OWNED.write(file, library);
    }
  }
}

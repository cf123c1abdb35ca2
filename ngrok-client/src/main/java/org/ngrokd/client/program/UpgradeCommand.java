package org.ngrokd.client.program;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.client.agentfile.AgentFile;
import org.ngrokd.client.agentfile.VersionThree;
import org.ngrokd.client.config.ConfigFile;
import org.ngrokd.client.config.ConfigPlaces;
import org.ngrokd.client.config.FileFailure;
import org.ngrokd.client.words.UpgradeFlags;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.config.FileText;
import org.ngrokd.kit.config.YamlNode;
import org.ngrokd.kit.config.YamlNode.Mapping;
import org.ngrokd.kit.config.YamlReader;
import org.ngrokd.kit.config.YamlWriter;
import org.ngrokd.kit.files.AtomicFile;
import org.ngrokd.kit.text.LineDifference;

/**
 * {@code ngrok config upgrade [VERSION]}: writes a config file in the form of an ngrok.cfg, or of
 * version 3 of today's agents. What was there before is kept beside it.
 */
final class UpgradeCommand {
  static final String USAGE =
      "expected 'ngrok config upgrade' (to a file of ours) or 'ngrok config upgrade 3', with"
          + " --dry-run and --relocate";

  private final Path file;
  private final UpgradeFlags flags;
  private final PrintWriter out;
  private final Map<String, String> environment;

  /**
   * @param environment HOME, XDG_CONFIG_HOME
   */
  UpgradeCommand(Path file, UpgradeFlags flags, PrintWriter out, Map<String, String> environment) {
    this.file = file;
    this.flags = flags;
    this.out = out;
    this.environment = environment;
  }

  /**
   * Does it.
   *
   * @param words the version, or none
   * @throws UserException when the file cannot be read, written, or said in that form
   */
  void run(List<String> words) {
    if (words.size() > 1 || !List.of("", "1", "3").contains(words.isEmpty() ? "" : words.get(0))) {
      throw new UsageException(USAGE);
    }
    try {
      String before = FileText.decoded(Files.readAllBytes(file));
      var unused = ConfigFile.parse(file, before); // a broken one is not made worse
      String after = words.equals(List.of("3")) ? three(before) : ours(before);
      Path place = flags.relocates() ? ConfigPlaces.todays(environment) : file;
      if (flags.isDry()) {
        show(before, after, place);
      } else {
        write(before, after, place);
      }
    } catch (IOException e) {
      throw new UserException(file + " cannot be upgraded: " + FileFailure.reason(e));
    }
  }

  private void show(String before, String after, Path place) {
    if (after.equals(before) && place.equals(file)) {
      print(file + " would stay as it is");
      return;
    }
    print("--- " + file);
    print("+++ " + place);
    LineDifference.of(before, after).forEach(this::print);
  }

  private void write(String before, String after, Path place) throws IOException {
    if (after.equals(before) && place.equals(file)) {
      print(file + " is in that form already");
      return;
    }
    if (!place.equals(file) && Files.exists(place)) {
      throw new UserException(place + " is there already and stays as it is");
    }
    Path kept = file.resolveSibling(file.getFileName() + ".bak");
    AtomicFile.SECRET.write(kept, before.getBytes(StandardCharsets.UTF_8));
    Path directory = place.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    AtomicFile.SECRET.write(place, after.getBytes(StandardCharsets.UTF_8));
    if (!place.equals(file)) {
      Files.delete(file);
    }
    print("Written to " + place + ", without comments; the file before is " + kept);
  }

  /** In our words; a file of ours stays as it is. */
  private String ours(String before) {
    YamlNode read = YamlReader.read(file.toString(), before);
    Optional<AgentFile.Version> version = AgentFile.version(read);
    return version.isEmpty() || !(read instanceof Mapping root)
        ? before
        : YamlWriter.of(translated(root, version.get()));
  }

  private Mapping translated(Mapping root, AgentFile.Version version) {
    AgentFile.Translated theirs = AgentFile.translate(file.toString(), root, version);
    theirs.warnings().forEach(this::print);
    theirs
        .anyName()
        .forEach(
            name ->
                print(
                    "The tunnel "
                        + name
                        + " asks for its own name in a file of ours, no longer for any"));
    return theirs.root();
  }

  private String three(String before) {
    YamlNode read = YamlReader.read(file.toString(), before);
    Optional<AgentFile.Version> version = AgentFile.version(read);
    if (version.equals(Optional.of(AgentFile.Version.THREE))) {
      return before;
    }
    if (!(read instanceof Mapping root)) {
      throw new UserException(file + " holds nothing but a token: 'ngrok config add-authtoken'");
    }
    Mapping ours = version.isEmpty() ? root : translated(root, version.get());
    VersionThree.Written written = VersionThree.of(ours);
    if (!written.lost().isEmpty()) {
      throw new UserException(
          "version 3 has no words for: "
              + String.join(", ", written.lost())
              + ". Nothing is written: keep "
              + file
              + " as it is, ngrok reads it");
    }
    return YamlWriter.of(written.root());
  }

  private void print(String line) {
    out.println(line);
    out.flush();
  }
}

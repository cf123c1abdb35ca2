package org.ngrokd.server.ssh.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HelpTextTest {
  @Test
  void itsCommandsWorkWhenPasted() throws BadForwardException {
    List<String> tunnels = new ArrayList<>();
    for (String line : HelpText.of("h.example", 2222)) {
      if (line.startsWith("  ssh -p 2222 -R ")) {
        String command = line.strip().replaceFirst("   .*", "");
        tunnels.add(command + " > " + SshCommand.of(command).tunnel());
      }
    }

    assertThat(tunnels)
        .containsExactly(
            "ssh -p 2222 -R 80:localhost:3000 h.example > http",
            "ssh -p 2222 -R shop:80:localhost:3000 h.example > http subdomain=shop",
            "ssh -p 2222 -R 20022:localhost:22 h.example > tcp port=20022",
            "ssh -p 2222 -R 0:localhost:22 h.example tcp > tcp",
            "ssh -p 2222 -R box:22:localhost:22 h.example private > private box port=22");
  }

  @Test
  void theUsualPortIsNotNamed() {
    List<String> lines = HelpText.of("h.example", 22);

    assertThat(lines).anyMatch(line -> line.startsWith("  ssh -R 80:localhost:3000 h.example "));
    assertThat(lines).contains("  ssh -J h.example box");
    assertThat(HelpText.of("h.example", 2222)).contains("  ssh -J h.example:2222 box");
  }

  @Test
  void everyWordIsInIt() {
    String text = String.join("\n", HelpText.of("h.example", 22));

    List<String> names = new ArrayList<>(Word.names());
    names.remove("help"); // of which this is the answer

    assertThat(text).contains(names);
  }

  @Test
  void itFitsATerminal() {
    assertThat(HelpText.of("tunnels.h.example", 22222))
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(110).matches("[ -~]*"));
  }
}

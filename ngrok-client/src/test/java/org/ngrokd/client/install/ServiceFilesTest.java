package org.ngrokd.client.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.NodeList;

/** The files that make a service, looked at by what reads them as far as that is here. */
class ServiceFilesTest {
  private static final String ODD = "it's \"odd\" $HOME 100% <&>";
  private static final Path HOME = Path.of("/home/alice");

  private static ServiceSpec usual(boolean isSystem) {
    return new ServiceSpec(
        List.of("/usr/bin/ngrok"), Path.of("/etc/ngrok/ngrok.yml"), List.of(), isSystem, HOME);
  }

  private static ServiceSpec odd() {
    return new ServiceSpec(
        List.of("/opt/my java/bin/java", "-jar", "/opt/ngrok.jar"),
        Path.of("/etc/" + ODD),
        List.of(ODD, "web"),
        true,
        HOME);
  }

  private static List<String> oddWords() {
    return List.of(
        "/opt/my java/bin/java",
        "-jar",
        "/opt/ngrok.jar",
        "-config=/etc/" + ODD,
        "-log=stdout",
        "start",
        ODD,
        "web");
  }

  private static String run(Path directory, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + said;
  }

  private static String settings(String unit) {
    return unit.lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining("\n"));
  }

  @Test
  void unitOfTheMachineIsTheOneOfThePackage() throws Exception {
    ServiceFile file = new Systemd().file(usual(true));

    assertThat(file.path()).isEqualTo(Path.of("/etc/systemd/system/ngrok.service"));
    assertThat(settings(file.text()))
        .isEqualTo(settings(Files.readString(Path.of("../dist/systemd/ngrok.service"))));
  }

  @Test
  void unitsHaveNoFault(@TempDir Path directory) throws Exception {
    Path analyze = Path.of("/usr/bin/systemd-analyze");
    assumeTrue(Files.isExecutable(analyze), "needs systemd-analyze");
    ServiceSpec there =
        new ServiceSpec(List.of("/bin/sh"), Path.of("/etc/" + ODD), List.of(ODD), true, HOME);
    Path unit = directory.resolve("ngrok.service");

    Files.writeString(unit, new Systemd().file(there).text());

    assertThat(run(directory, analyze.toString(), "verify", "--man=no", "./ngrok.service"))
        .isEqualTo("0 ");
    ServiceSpec own =
        new ServiceSpec(List.of("/bin/sh"), Path.of("/etc/" + ODD), List.of(), false, HOME);
    Files.writeString(unit, new Systemd().file(own).text());
    assertThat(run(directory, analyze.toString(), "verify", "--man=no", "./ngrok.service"))
        .isEqualTo("0 ");
  }

  @Test
  void wordsStayWordsInAUnit() {
    assertThat(new Systemd().file(odd()).text())
        .contains(
            "ExecStart=\"/opt/my java/bin/java\" -jar /opt/ngrok.jar -config=%d/ngrok.yml"
                + " -log=stdout start \"it's \\\"odd\\\" $$HOME 100%% <&>\" web\n")
        .contains("LoadCredential=ngrok.yml:/etc/it's \"odd\" $HOME 100%% <&>\n");
  }

  @Test
  void wordsStayWordsInAScriptOfOpenRc(@TempDir Path directory) throws Exception {
    ServiceFile file = new OpenRc().file(odd());
    Files.writeString(directory.resolve("ngrok"), file.text());

    assertThat(file.isProgram()).isTrue();
    assertThat(run(directory, "sh", "-n", "ngrok")).isEqualTo("0 ");
    String asOpenRcDoes =
        ". ./ngrok; eval set -- \"\\\"\\$command\\\" $command_args\"; printf '%s\\n' \"$@\"";
    assertThat(run(directory, "sh", "-c", asOpenRcDoes))
        .isEqualTo("0 " + String.join("\n", oddWords()) + "\n");
  }

  @Test
  void wordsStayWordsInAPropertyListOfLaunchd() throws Exception {
    String text = new Launchd("501").file(odd()).text();

    NodeList strings = xml(text).parse(bytes(text)).getElementsByTagName("string");

    List<String> words = new ArrayList<>();
    for (int i = 0; i < strings.getLength(); i++) {
      words.add(strings.item(i).getTextContent());
    }
    assertThat(words).containsSequence(oddWords()).startsWith("org.ngrokd.ngrok");
  }

  @Test
  void fileForWindowsIsXml() throws Exception {
    String text = new WinSw(Path.of("/data")).file(odd()).text();

    NodeList arguments = xml(text).parse(bytes(text)).getElementsByTagName("arguments");

    assertThat(arguments.item(0).getTextContent()).startsWith("-jar /opt/ngrok.jar \"-config=");
  }

  private static DocumentBuilder xml(String text) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    assertThat(text).isNotBlank();
    return factory.newDocumentBuilder();
  }

  private static ByteArrayInputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}

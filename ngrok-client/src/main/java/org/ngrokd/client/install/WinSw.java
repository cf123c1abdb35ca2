package org.ngrokd.client.install;

import java.nio.file.Path;
import java.util.List;

/**
 * Windows, by WinSW: the system starts programs that speak its protocol of services, which WinSW
 * does for others. Its program has to lie beside the file that is written here, under the same
 * name.
 */
final class WinSw implements InitSystem {
  private static final String XML =
      """
      <!-- ngrok as a service, %s -->
      <service>
        <id>ngrok</id>
        <name>ngrok</name>
        <description>Tunnels to local services</description>
        <executable>%s</executable>
        <arguments>%s</arguments>
        <onfailure action="restart" delay="5 sec"/>
        <stoptimeout>15 sec</stoptimeout>
        <log mode="roll-by-size"/>
      </service>
      """;

  private final Path directory;

  /**
   * @param programData where programs keep what is for all users
   */
  WinSw(Path programData) {
    this.directory = programData.resolve("ngrok");
  }

  @Override
  public String name() {
    return "winsw";
  }

  @Override
  public boolean hasUsers() {
    return false;
  }

  private Path wrapper() {
    return directory.resolve("ngrok-service.exe");
  }

  @Override
  public ServiceFile file(ServiceSpec service) {
    List<String> words = service.command(service.config().toString());
    StringBuilder arguments = new StringBuilder();
    for (String word : words.subList(1, words.size())) {
      String quoted = word.contains(" ") ? '"' + word + '"' : word;
      arguments.append(arguments.length() == 0 ? "" : " ").append(quoted);
    }
    return new ServiceFile(
        directory.resolve("ngrok-service.xml"),
        XML.formatted(
            ServiceSpec.MARK, Quoting.xml(words.get(0)), Quoting.xml(arguments.toString())),
        false);
  }

  @Override
  public List<List<String>> commands(ServiceAction action, ServiceSpec service) {
    String program = wrapper().toString();
    return switch (action) {
      case INSTALL -> List.of(List.of(program, "install"), List.of(program, "start"));
      case UNINSTALL -> List.of(List.of(program, "stop"), List.of(program, "uninstall"));
      case STATUS -> List.of(List.of("sc.exe", "query", ServiceSpec.NAME));
      case START, STOP, RESTART -> List.of(List.of(program, action.word()));
    };
  }

  @Override
  public List<String> hints(ServiceSpec service) {
    return List.of(
        "It needs WinSW (github.com/winsw/winsw) as " + wrapper() + ", and an administrator");
  }
}

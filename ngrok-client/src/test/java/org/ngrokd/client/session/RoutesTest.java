package org.ngrokd.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.LocalAddress;

class RoutesTest {
  private static final LocalAddress LOCAL = LocalAddress.parse("8080");

  private final Routes routes = new Routes();

  private Route add(String protocol, String url) {
    Route route = new Route("www", protocol, url, LOCAL);
    routes.add(route);
    return route;
  }

  @Test
  void exactUrlIsFound() {
    Route http = add("http", "http://www.example.com");
    Route https = add("https", "https://www.example.com");

    assertThat(routes.find("http://www.example.com")).contains(http);
    assertThat(routes.find("https://www.example.com")).contains(https);
  }

  @Test
  void urlWithoutThePortIsFound() {
    Route http = add("http", "http://www.example.com:8080");
    add("http", "http://other.example.com:8080");

    assertThat(routes.find("http://www.example.com")).contains(http);
  }

  @Test
  void urlWithAPortIsFoundWhereNewTunnelHadNone() {
    Route http = add("http", "http://www.example.com");

    assertThat(routes.find("http://www.example.com:8080")).contains(http);
  }

  @Test
  void urlWithoutThePortIsUnknownWhenTwoTunnelsFit() {
    add("tcp", "tcp://example.com:2222");
    add("tcp", "tcp://example.com:2223");

    assertThat(routes.find("tcp://example.com")).isEmpty();
    assertThat(routes.find("tcp://example.com:2222")).isPresent();
  }

  @Test
  void hostIsComparedWithoutRegardToCase() {
    Route http = add("http", "http://WWW.example.com:8080");

    assertThat(routes.find("http://www.example.com")).contains(http);
  }

  @Test
  void ipv6HostHasNoPortInItsBrackets() {
    Route tcp = add("tcp", "tcp://[::1]:2222");

    assertThat(routes.find("tcp://[::1]")).contains(tcp);
    assertThat(routes.find("tcp://[::2]")).isEmpty();
  }

  @Test
  void otherSchemeOrHostIsUnknown() {
    add("http", "http://www.example.com");

    assertThat(routes.find("https://www.example.com")).isEmpty();
    assertThat(routes.find("http://example.com")).isEmpty();
    assertThat(routes.find("http://xwww.example.com")).isEmpty();
    assertThat(routes.find("")).isEmpty();
  }
}

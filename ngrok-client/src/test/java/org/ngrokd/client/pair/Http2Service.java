package org.ngrokd.client.pair;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ngrokd.client.testing.Daemon;
import org.ngrokd.protocol.testing.FreePort;

/** A local service in Node that speaks HTTP/2, and by the path of a request does odd things. */
final class Http2Service implements AutoCloseable {
  private static final String SCRIPT =
      """
      const http2 = require('http2'), fs = require('fs');
      const [port, key, cert] = process.argv.slice(2);
      const server = key
        ? http2.createSecureServer({key: fs.readFileSync(key), cert: fs.readFileSync(cert)})
        : http2.createServer();
      const counts = {};
      server.on('session', s => { s.on('error', () => {}); });
      server.on('stream', (stream, headers) => {
        stream.on('error', () => {});
        const path = headers[':path'];
        counts[path] = (counts[path] || 0) + 1;
        if (path === '/seen') {
          delete headers[http2.sensitiveHeaders];
          const body = JSON.stringify(headers) + ' ' + counts[path];
          stream.respond({':status': 200, 'content-length': body.length});
          stream.end(body);
        } else if (path === '/echo') {
          stream.respond({':status': 200, 'content-type': 'application/octet-stream'});
          stream.pipe(stream);
        } else if (path === '/trailers') {
          stream.additionalHeaders({':status': 103, link: '</a.css>'});
          let got = '';
          stream.on('trailers', t => { got = t['x-up'] || ''; });
          stream.on('wantTrailers', () => stream.sendTrailers({'x-down': 'got ' + got}));
          stream.on('data', () => {});
          stream.on('end', () => {
            stream.respond({':status': 200}, {waitForTrailers: true});
            stream.end('hi');
          });
        } else if (path === '/none') {
          stream.respond({':status': 204}, {endStream: true});
        } else if (path === '/reset') {
          stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
        } else if (path === '/half') {
          stream.respond({':status': 200});
          stream.write('half');
          setTimeout(() => stream.destroy(new Error('on purpose')), 100);
        } else if (path === '/goaway') {
          stream.session.goaway();
          stream.respond({':status': 200, 'content-length': 3});
          stream.end('bye');
        } else if (path === '/endless') {
          stream.respond({':status': 200});
          const chunk = Buffer.alloc(65536, 'x');
          let sent = 0;
          const more = () => {
            let goesOn = true;
            while (goesOn && !stream.destroyed) {
              goesOn = stream.write(chunk);
              console.log('sent ' + (sent += chunk.length));
            }
          };
          stream.on('drain', more);
          more();
        } else if (path === '/slow') {
          stream.pause();
          console.log('slow');
        } else {
          stream.respond({':status': 404}, {endStream: true});
        }
      });
      server.listen(+port, '127.0.0.1', () => console.log('ready'));
      """;

  private final Daemon node;
  private final int port;
  private final Path output;

  private Http2Service(Daemon node, int port, Path output) {
    this.node = node;
    this.port = port;
    this.output = output;
  }

  static Http2Service plain(Path directory) throws Exception {
    return start(directory, List.of());
  }

  /** With TLS. */
  static Http2Service secured(Path directory, Path key, Path certificate) throws Exception {
    return start(directory, List.of(key.toString(), certificate.toString()));
  }

  private static Http2Service start(Path directory, List<String> files) throws Exception {
    assumeTrue(ReplyOracle.isThere("node", "v"), "node is not installed");
    int port = FreePort.tcp();
    Path script = Files.writeString(directory.resolve("http2.js"), SCRIPT);
    Path output = directory.resolve("http2.out");
    List<String> command =
        new ArrayList<>(List.of("node", script.toString(), Integer.toString(port)));
    command.addAll(files);
    return new Http2Service(Daemon.start(output, command).awaitText("ready"), port, output);
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  /** What it has said. */
  String output() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() {
    node.close();
  }
}

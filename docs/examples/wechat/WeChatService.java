import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * A server for WeChat's callbacks to try a tunnel with, on the JDK alone:
 *
 * <pre>
 * WECHAT_TOKEN=… java WeChatService.java 8080
 * </pre>
 *
 * <p>It answers the check of the server's URL, messages in plain, compatible and safe mode, the
 * verification files of domains, and shows that an OAuth redirect has arrived. It says on standard
 * output what comes. Settings are variables of the environment, since others on the same computer see
 * command lines:
 *
 * <ul>
 *   <li>WECHAT_TOKEN: the Token of the settings page
 *   <li>WECHAT_AES_KEY, WECHAT_APP_ID: EncodingAESKey (43 characters) and AppID, for messages that are
 *       encrypted
 *   <li>WECHAT_FILES: directory with the files MP_verify_….txt; the current one
 *   <li>WECHAT_WORK: milliseconds that the work for one message takes; 0. Above 5000 WeChat asks again
 * </ul>
 */
public final class WeChatService {
  /** WeChat gives up three times after 5 s each. */
  private static final int ALL_TRIES_SECONDS = 15;

  private static final int MOST_KNOWN = 1000;
  private static final int MOST_BODY = 1 << 20;

  private final String token;
  private final Sealing sealing;
  private final Path files;
  private final int workMillis;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** Answers by the message, the oldest first: one that comes again gets the same one. */
  private final Map<String, CompletableFuture<String>> known =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CompletableFuture<String>> oldest) {
          return size() > MOST_KNOWN;
        }
      };

  private WeChatService(Map<String, String> environment) {
    token = environment.getOrDefault("WECHAT_TOKEN", "");
    String key = environment.getOrDefault("WECHAT_AES_KEY", "");
    sealing =
        key.isEmpty() ? null : new Sealing(key, environment.getOrDefault("WECHAT_APP_ID", ""));
    files = Path.of(environment.getOrDefault("WECHAT_FILES", "."));
    workMillis = Integer.parseInt(environment.getOrDefault("WECHAT_WORK", "0"));
  }

  public static void main(String[] arguments) throws IOException {
    WeChatService service = new WeChatService(System.getenv());
    if (arguments.length != 1 || service.token.isEmpty()) {
      System.err.println("WECHAT_TOKEN=… java WeChatService.java PORT");
      System.exit(2);
    }
    InetSocketAddress here =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
    HttpServer server = HttpServer.create(here, 50);
    server.setExecutor(service.threads);
    server.createContext("/", service::handle);
    server.start();
    say("Listening on 127.0.0.1:" + server.getAddress().getPort());
  }

  private static void say(String line) {
    System.out.println(Instant.now() + " " + line);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      answered(exchange);
    }
  }

  private void answered(HttpExchange exchange) throws IOException {
    try {
      route(exchange, query(exchange.getRequestURI().getRawQuery()));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      say("Refused: " + e.getMessage());
      answer(exchange, 403, "Refused");
    }
  }

  private void route(HttpExchange exchange, Map<String, String> query)
      throws IOException, GeneralSecurityException {
    String path = exchange.getRequestURI().getPath();
    if (exchange.getRequestMethod().equals("POST")) {
      message(exchange, query);
    } else if (path.matches("/(MP|WW)_verify_[A-Za-z0-9]+\\.txt")) {
      file(exchange, path.substring(1));
    } else if (query.containsKey("echostr")) {
      check(exchange, query);
    } else if (query.containsKey("code")) {
      say("OAuth redirect: a code of " + query.get("code").length() + " characters");
      answer(exchange, 200, "The code has arrived. Exchange it on the server, once.");
    } else {
      answer(exchange, 404, "Nothing here");
    }
  }

  /** The settings page asks when they are saved. WeCom's query is encrypted, WeChat's is not. */
  private void check(HttpExchange exchange, Map<String, String> query)
      throws IOException, GeneralSecurityException {
    String echo = query.get("echostr");
    if (query.containsKey("msg_signature")) {
      requireSignature(query, "msg_signature", echo);
      echo = sealing().open(echo);
    } else {
      requireSignature(query, "signature");
    }
    say("URL checked");
    answer(exchange, 200, echo);
  }

  private void message(HttpExchange exchange, Map<String, String> query)
      throws IOException, GeneralSecurityException {
    Map<String, String> message = xml(exchange.getRequestBody().readNBytes(MOST_BODY));
    boolean isSealed = "aes".equals(query.get("encrypt_type"));
    if (isSealed) {
      requireSignature(query, "msg_signature", message.getOrDefault("Encrypt", ""));
      byte[] inside = sealing().open(message.get("Encrypt")).getBytes(StandardCharsets.UTF_8);
      message = xml(inside);
    } else {
      requireSignature(query, "signature");
    }
    String reply = reply(message);
    answer(exchange, 200, isSealed && !reply.isEmpty() ? sealed(reply) : reply);
  }

  /**
   * Does the work for a message once. Who is cut off after 5 s and asks again waits for the same work,
   * so that the second or the third try brings the answer.
   */
  private String reply(Map<String, String> message) {
    // Events have no MsgId.
    String id =
        message.getOrDefault(
            "MsgId", message.get("FromUserName") + " " + message.get("CreateTime"));
    CompletableFuture<String> work;
    synchronized (known) {
      work = known.get(id);
      if (work == null) {
        say("Handling " + id);
        work = CompletableFuture.supplyAsync(() -> work(message), threads);
        known.put(id, work);
      } else {
        say("Again " + id);
      }
    }
    return work.completeOnTimeout("", ALL_TRIES_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Your own program would stand here. "" answers nothing, and WeChat does not ask again. */
  private String work(Map<String, String> message) {
    try {
      Thread.sleep(workMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!"text".equals(message.get("MsgType"))) {
      return "";
    }
    return "<xml><ToUserName>%s</ToUserName><FromUserName>%s</FromUserName><CreateTime>%d</CreateTime><MsgType>text</MsgType><Content>%s</Content></xml>"
        .formatted(
            text(message.get("FromUserName")),
            text(message.get("ToUserName")),
            Instant.now().getEpochSecond(),
            text("You said: " + message.get("Content")));
  }

  private String sealed(String reply) throws GeneralSecurityException {
    String inside = sealing().close(reply);
    String time = String.valueOf(Instant.now().getEpochSecond());
    String nonce = Sealing.randomText();
    return "<xml><Encrypt>%s</Encrypt><MsgSignature>%s</MsgSignature><TimeStamp>%s</TimeStamp><Nonce>%s</Nonce></xml>"
        .formatted(text(inside), signature(token, time, nonce, inside), time, text(nonce));
  }

  private Sealing sealing() {
    if (sealing == null) {
      throw new IllegalArgumentException("encrypted, but WECHAT_AES_KEY is not set");
    }
    return sealing;
  }

  private void requireSignature(Map<String, String> query, String name, String... further)
      throws GeneralSecurityException {
    String[] parts = Arrays.copyOf(further, further.length + 3);
    parts[further.length] = token;
    parts[further.length + 1] = query.getOrDefault("timestamp", "");
    parts[further.length + 2] = query.getOrDefault("nonce", "");
    byte[] expected = signature(parts).getBytes(StandardCharsets.US_ASCII);
    byte[] given = query.getOrDefault(name, "").getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(expected, given)) {
      throw new GeneralSecurityException("wrong " + name + "; is WECHAT_TOKEN that of the page?");
    }
  }

  /** SHA-1 of the parts in their order as texts. */
  private static String signature(String... parts) throws GeneralSecurityException {
    String[] sorted = parts.clone();
    Arrays.sort(sorted);
    byte[] all = String.join("", sorted).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(all));
  }

  private void file(HttpExchange exchange, String name) throws IOException {
    Path file = files.resolve(name);
    if (Files.isRegularFile(file)) {
      say("Verification file " + name);
      answer(exchange, 200, Files.readString(file));
    } else {
      answer(exchange, 404, "No such file");
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    String type = text.startsWith("<xml>") ? "text/xml" : "text/plain";
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> values = new HashMap<>();
    for (String pair : (raw == null ? "" : raw).split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return values;
  }

  /** The texts of a message's elements. What anybody sends must not make a parser fetch anything. */
  private static Map<String, String> xml(byte[] bytes) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      NodeList elements =
          factory
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(bytes))
              .getDocumentElement()
              .getChildNodes();
      Map<String, String> texts = new HashMap<>();
      for (int i = 0; i < elements.getLength(); i++) {
        if (elements.item(i) instanceof Element element) {
          texts.put(element.getTagName(), element.getTextContent());
        }
      }
      return texts;
    } catch (Exception e) {
      throw new IllegalArgumentException("not a message in XML", e);
    }
  }

  private static String text(String text) {
    return "<![CDATA[" + String.valueOf(text).replace("]]>", "]]]]><![CDATA[>") + "]]>";
  }

  /**
   * The encryption of WeChat, WeCom and DingTalk: AES-256 in CBC mode, padded to 32 bytes, around 16
   * bytes by chance, the length, the message, and whom it is for.
   */
  private static final class Sealing {
    private static final int RANDOM = 16;
    private static final int BLOCK = 32;

    private final SecretKeySpec key;
    private final IvParameterSpec start;
    private final byte[] receiver;

    Sealing(String encodingKey, String appId) {
      byte[] bytes = Base64.getDecoder().decode(encodingKey + "=");
      key = new SecretKeySpec(bytes, "AES");
      start = new IvParameterSpec(bytes, 0, 16);
      receiver = appId.getBytes(StandardCharsets.UTF_8);
    }

    static String randomText() {
      byte[] bytes = new byte[8];
      new SecureRandom().nextBytes(bytes);
      return HexFormat.of().formatHex(bytes);
    }

    private byte[] apply(int mode, byte[] bytes) throws GeneralSecurityException {
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(mode, key, start);
      return cipher.doFinal(bytes);
    }

    String open(String sealed) throws GeneralSecurityException {
      byte[] plain = apply(Cipher.DECRYPT_MODE, Base64.getDecoder().decode(sealed));
      int from = RANDOM + Integer.BYTES;
      int length = plain.length < from ? -1 : ByteBuffer.wrap(plain).getInt(RANDOM);
      int end = plain.length - (length < 0 ? 0 : plain[plain.length - 1]);
      if (length < 0 || end > plain.length || length > end - from) {
        throw new GeneralSecurityException("not sealed with this key");
      }
      byte[] named = Arrays.copyOfRange(plain, from + length, end);
      if (receiver.length > 0 && !Arrays.equals(named, receiver)) {
        throw new GeneralSecurityException("sealed for another AppID");
      }
      return new String(plain, from, length, StandardCharsets.UTF_8);
    }

    String close(String message) throws GeneralSecurityException {
      byte[] text = message.getBytes(StandardCharsets.UTF_8);
      int length = RANDOM + Integer.BYTES + text.length + receiver.length;
      int padding = BLOCK - length % BLOCK;
      byte[] chance = new byte[RANDOM];
      new SecureRandom().nextBytes(chance);
      ByteBuffer plain = ByteBuffer.allocate(length + padding);
      plain.put(chance).putInt(text.length).put(text).put(receiver);
      while (plain.hasRemaining()) {
        plain.put((byte) padding);
      }
      return Base64.getEncoder().encodeToString(apply(Cipher.ENCRYPT_MODE, plain.array()));
    }
  }
}

package org.ngrokd.client.pair;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.ElementClickInterceptedException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Chromium without a screen, as Debian packages it; it looks for nothing but this machine. */
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOKS_APART = Duration.ofMillis(200);

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Skips the test where there is no browser; scripts/test installs one where it may. */
  static Browser open(int width, int height) {
    return open(width, height, false);
  }

  /**
   * @param trustsAnybody whether it goes on in spite of certificates that it does not know
   */
  static Browser open(int width, int height, boolean trustsAnybody) {
    Assumptions.assumeTrue(
        Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
        "no Chromium: install the packages chromium and chromium-driver");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toString());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=en-GB",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost",
        "--window-size=" + width + "," + height);
    options.setAcceptInsecureCerts(trustsAnybody);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .withSilent(true)
            .build();
    Browser browser = new Browser(new ChromeDriver(service, options));
    browser.driver.manage().window().setSize(new Dimension(width, height));
    return browser;
  }

  ChromeDriver driver() {
    return driver;
  }

  /** Its name and version. */
  String version() {
    return driver.getCapabilities().getBrowserName()
        + " "
        + driver.getCapabilities().getBrowserVersion();
  }

  /** As a phone: the window's own border takes no place there. */
  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        java.util.Map.of(
            "width",
            width,
            "height",
            height,
            "deviceScaleFactor",
            width < 600 ? 2 : 1.5,
            "mobile",
            width < 600));
  }

  /** Without a network, until it is given back. */
  void offline(boolean isOffline) {
    driver.executeCdpCommand("Network.enable", java.util.Map.of());
    driver.executeCdpCommand(
        "Network.emulateNetworkConditions",
        java.util.Map.of(
            "offline", isOffline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
  }

  void go(String url) {
    driver.get(url);
  }

  <T> T await(ExpectedCondition<T> condition) {
    return new WebDriverWait(driver, PATIENCE, LOOKS_APART)
        .ignoreAll(
            List.of(StaleElementReferenceException.class, ElementClickInterceptedException.class))
        .until(condition);
  }

  /** The first element that matches, as soon as there is one. */
  WebElement find(String css) {
    return await(here -> here.findElement(By.cssSelector(css)));
  }

  /** Waits until something that matches holds this text. */
  WebElement findWith(String css, String text) {
    return await(
        here ->
            here.findElements(By.cssSelector(css)).stream()
                .filter(each -> each.getText().contains(text))
                .findFirst()
                .orElse(null));
  }

  /** The text of the first element that matches, also where it is drawn anew just now. */
  String text(String css) {
    return await(here -> here.findElement(By.cssSelector(css)).getText());
  }

  /** The same of the first that holds this text, as soon as there is one. */
  String textWith(String css, String text) {
    return await(
        here -> texts(css).stream().filter(each -> each.contains(text)).findFirst().orElse(null));
  }

  /** The texts of all that match now. */
  List<String> texts(String css) {
    return await(
        here -> here.findElements(By.cssSelector(css)).stream().map(WebElement::getText).toList());
  }

  /** Of the first element that matches, which has it. */
  String attribute(String css, String name) {
    return await(here -> here.findElement(By.cssSelector(css)).getAttribute(name));
  }

  /** Whether the first element that matches can be seen now. */
  boolean isShown(String css) {
    return await(here -> Optional.of(here.findElement(By.cssSelector(css)).isDisplayed())).get();
  }

  void click(String css) {
    await(
        here -> {
          click(here.findElement(By.cssSelector(css)));
          return true;
        });
  }

  /** In the middle, where nothing sticks over it. */
  private void click(WebElement element) {
    driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
    element.click();
  }

  /** Clicks it, again where it was just drawn anew. */
  void clickWith(String css, String text) {
    await(
        here -> {
          click(findWith(css, text));
          return true;
        });
  }

  List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  String script(String script, Object... arguments) {
    return String.valueOf(driver.executeScript(script, arguments));
  }

  /** What a script hands to its last argument, which is a function: a list of texts. */
  List<String> linesOf(String script, Object... arguments) {
    driver.manage().timeouts().scriptTimeout(PATIENCE);
    return ((List<?>) Objects.requireNonNull(driver.executeAsyncScript(script, arguments)))
        .stream().map(String::valueOf).toList();
  }

  /** Leaves the page, and says what it has complained of. */
  List<String> leave() {
    List<String> complaints = complaints();
    go("about:blank");
    return complaints;
  }

  /** What the page has complained of since the last call. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .filter(line -> !line.contains("[Violation]")) // its word for what took long here
        .toList();
  }

  void screenshot(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}

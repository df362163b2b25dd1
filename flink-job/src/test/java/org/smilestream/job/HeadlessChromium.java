package org.smilestream.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real browser without a window, driven by the DevTools protocol. */
public final class HeadlessChromium implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 60;
  private static final String ADDRESS = "DevTools listening on ";

  private final Process process;
  private final WebSocket socket;
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final String session;
  private int calls;

  /** The browser's program, where one is installed. */
  public static Optional<Path> installed() {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(
            name ->
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                    .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts it with an empty page.
   *
   * @param profile folder for what it writes
   */
  public HeadlessChromium(Path program, Path profile, int width, int height) throws Exception {
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-dev-shm-usage",
                "--remote-debugging-port=0",
                "--window-size=" + width + "," + height,
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(address()), new Listener())
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    JsonNode targets = call(null, "Target.getTargets", MAPPER.createObjectNode());
    String page = null;
    for (JsonNode target : targets.path("targetInfos")) {
      if (target.path("type").asText().equals("page")) {
        page = target.path("targetId").asText();
      }
    }
    session =
        call(
                null,
                "Target.attachToTarget",
                MAPPER.createObjectNode().put("targetId", page).put("flatten", true))
            .path("sessionId")
            .asText();
    call("Runtime.enable", MAPPER.createObjectNode());
    call("Log.enable", MAPPER.createObjectNode());
    call("Page.enable", MAPPER.createObjectNode());
  }

  private String address() throws IOException {
    BufferedReader err =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    String line = err.readLine();
    while (line != null && !line.startsWith(ADDRESS)) {
      line = err.readLine();
    }
    if (line == null) {
      throw new IOException("the browser has ended");
    }
    Thread drain =
        new Thread(
            () -> {
              try {
                err.transferTo(java.io.Writer.nullWriter());
              } catch (IOException e) {
                // The browser has ended.
              }
            });
    drain.setDaemon(true);
    drain.start();
    return line.substring(ADDRESS.length()).trim();
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        take(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  private void take(String message) {
    try {
      JsonNode json = MAPPER.readTree(message);
      if (json.has("id")) {
        answers.remove(json.path("id").asInt()).complete(json);
      } else if (json.path("method").asText().equals("Runtime.exceptionThrown")
          || json.path("method").asText().equals("Log.entryAdded")
              && json.path("params").path("entry").path("level").asText().equals("error")) {
        synchronized (problems) {
          problems.add(json.path("params").toString());
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode call(String method, ObjectNode parameters) throws Exception {
    return call(session, method, parameters);
  }

  private JsonNode call(String inSession, String method, ObjectNode parameters) throws Exception {
    int id = ++calls;
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    ObjectNode json = MAPPER.createObjectNode().put("id", id).put("method", method);
    json.set("params", parameters);
    if (inSession != null) {
      json.put("sessionId", inSession);
    }
    socket.sendText(json.toString(), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    JsonNode result = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (result.has("error")) {
      throw new IllegalStateException(method + ": " + result.path("error"));
    }
    return result.path("result");
  }

  public void open(String page) throws Exception {
    call("Page.navigate", MAPPER.createObjectNode().put("url", page));
  }

  /** The value of an expression in the page. */
  public JsonNode evaluate(String expression) throws Exception {
    JsonNode result =
        call(
            "Runtime.evaluate",
            MAPPER
                .createObjectNode()
                .put("expression", expression)
                .put("returnByValue", true)
                .put("awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + result.path("exceptionDetails"));
    }
    return result.path("result").path("value");
  }

  /** Waits until an expression is true. */
  public void await(String expression) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!evaluate("!!(" + expression + ")").asBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "not true in time: "
                + expression
                + "; the page: "
                + evaluate("document.body.innerText"));
      }
      Thread.sleep(200);
    }
  }

  /** As a user with a phone or with a dark screen has it. */
  public void emulate(int width, int height, boolean dark) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        MAPPER
            .createObjectNode()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", width < 600));
    ObjectNode media = MAPPER.createObjectNode();
    media
        .putArray("features")
        .addObject()
        .put("name", "prefers-color-scheme")
        .put("value", dark ? "dark" : "light");
    call("Emulation.setEmulatedMedia", media);
  }

  /** Presses a key as a keyboard does. */
  public void press(String key, int code) throws Exception {
    for (String type : new String[] {"keyDown", "keyUp"}) {
      ObjectNode event =
          MAPPER
              .createObjectNode()
              .put("type", type)
              .put("key", key)
              .put("code", key)
              .put("windowsVirtualKeyCode", code);
      if (key.equals("Enter")) {
        event.put("text", "\r");
      }
      call("Input.dispatchKeyEvent", event);
    }
  }

  /** Clicks into the middle of an element. */
  public void click(String selector) throws Exception {
    evaluate("document.querySelector('" + selector + "').scrollIntoView({block: 'center'})");
    JsonNode place =
        evaluate(
            "(() => { const r = document.querySelector('"
                + selector
                + "').getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()");
    for (String type : new String[] {"mouseMoved", "mousePressed", "mouseReleased"}) {
      call(
          "Input.dispatchMouseEvent",
          MAPPER
              .createObjectNode()
              .put("type", type)
              .put("x", place.get(0).asDouble())
              .put("y", place.get(1).asDouble())
              .put("button", type.equals("mouseMoved") ? "none" : "left")
              .put("clickCount", type.equals("mouseMoved") ? 0 : 1));
    }
  }

  public byte[] picture() throws Exception {
    JsonNode result =
        call("Page.captureScreenshot", MAPPER.createObjectNode().put("format", "png"));
    return Base64.getDecoder().decode(result.path("data").asText());
  }

  /** Exceptions and errors that the page has met. */
  public List<String> problems() {
    synchronized (problems) {
      return List.copyOf(problems);
    }
  }

  @Override
  public void close() throws Exception {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}

package org.ngrokd.kit.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals by which people and programs tell a process to read or open something again: several
 * may wait for the same one. A signal that nobody waits for does what it does by itself, which for
 * HUP and USR1 is to end the process.
 *
 * <p>Safe from any thread. Who waits is told on a thread of the JVM's that may block, one after the
 * other in the order in which they came.
 */
public final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private final Map<String, List<Runnable>> waiting = new ConcurrentHashMap<>();
  private final Source source;

  /** Where signals come from. */
  @FunctionalInterface
  interface Source {
    /** From now on {@code told} is run for each signal of this name. */
    void listen(String name, Runnable told);
  }

  Signals(Source source) {
    this.source = source;
  }

  /** Those of this process, of which there should be one. */
  public static Signals ofProcess() {
    return new Signals(Signals::listenToJvm);
  }

  /**
   * From now on {@code told} is run for each signal of this name. Where the system has no such
   * signal it never is.
   *
   * @param name "HUP", "USR1"
   */
  public void on(String name, Runnable told) {
    List<Runnable> all = waiting.computeIfAbsent(name, this::first);
    all.add(told);
  }

  private List<Runnable> first(String name) {
    source.listen(name, () -> came(name));
    return new CopyOnWriteArrayList<>();
  }

  private void came(String name) {
    for (Runnable each : waiting.getOrDefault(name, List.of())) {
      try {
        each.run();
      } catch (RuntimeException e) { // the others are to be told all the same
        LOG.error("What signal {} asks for failed", name, e);
      }
    }
  }

  /** By reflection: the class is there in every JDK, but no part of Java. */
  private static void listenToJvm(String name, Runnable told) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object runs =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> called(told, proxy, method, arguments));
      Object wanted = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, wanted, runs);
    } catch (InvocationTargetException e) { // no such signal here, or the JVM keeps it for itself
      LOG.debug("Signal {} is not heard: {}", name, String.valueOf(e.getCause()));
    } catch (ReflectiveOperationException e) {
      LOG.debug("Signal {} is not heard: {}", name, e.toString());
    }
  }

  /** What the JVM asks of the handler that it has; it may look for it among others, too. */
  private static Object called(Runnable told, Object self, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "hashCode" -> System.identityHashCode(self);
      case "equals" -> self == arguments[0];
      case "toString" -> "Signals";
      default -> {
        told.run();
        yield ""; // of a method that gives nothing, it is not looked at
      }
    };
  }
}

package org.ngrokd.protocol.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which Netty's leak detector found a buffer that nobody released. Found
 * by JUnit itself (META-INF/services) in every module; the build runs the detector on paranoid.
 */
public final class LeakExtension implements AfterAllCallback {
  private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

  static {
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new RecordingFactory());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    for (int i = 0; i < 3; i++) {
      System.gc(); // a leak shows when the buffer is collected …

      for (int j = 0; j < 16; j++) {
        ByteBufAllocator.DEFAULT.directBuffer(1).release(); // … and the next one is tracked
      }
    }
    assertThat(takeAll())
        .as("buffers leaked by the time %s ended", context.getDisplayName())
        .isEmpty();
  }

  /** Each is told once: the classes that come after it are not to blame. */
  private static List<String> takeAll() {
    List<String> leaks = new ArrayList<>();
    for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
      leaks.add(leak);
    }
    return leaks;
  }

  /** Makes detectors that write down what they find. */
  private static final class RecordingFactory extends ResourceLeakDetectorFactory {
    @Override
    @SuppressWarnings("deprecation") // the method to implement
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval, long maxActive) {
      return new Recording<>(resource, samplingInterval);
    }
  }

  private static final class Recording<T> extends ResourceLeakDetector<T> {
    @SuppressWarnings("deprecation") // there is no other constructor for a factory
    Recording(Class<?> resource, int samplingInterval) {
      super(resource, samplingInterval, Long.MAX_VALUE);
    }

    @Override
    protected boolean needReport() {
      return true; // whatever the log is set to
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
      LEAKS.add(resourceType + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
      LEAKS.add(resourceType);
    }
  }
}

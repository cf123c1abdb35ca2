package org.ngrokd.streams.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class BufferMemoryTest {
  private static final int READ = 16 * 1024;

  @Test
  void aSliceOfOneByteKeepsTheWholeBuffer() {
    ByteBuf read = Unpooled.directBuffer(READ).writeZero(READ);
    ByteBuf slice = read.readRetainedSlice(1);

    assertThat(BufferMemory.of(slice)).isEqualTo(READ);
    assertThat(BufferMemory.beyond(slice)).isEqualTo(READ - 1);
    slice.release();
    read.release();
  }

  @Test
  void aSparseBufferBecomesACopyAndIsFree() {
    ByteBuf read = Unpooled.directBuffer(READ).writeByte('x');

    ByteBuf compact = BufferMemory.compact(read);

    assertThat(read.refCnt()).isZero();
    assertThat(BufferMemory.of(compact)).isEqualTo(1);
    assertThat(compact.readByte()).isEqualTo((byte) 'x');
    compact.release();
  }

  @Test
  void aFullBufferIsLeftAsItIs() {
    ByteBuf read = Unpooled.directBuffer(READ).writeZero(READ / 2);

    assertThat(BufferMemory.compact(read)).isSameAs(read);
    read.release();
  }

  @Test
  void eachPartOfACompositeBufferCostsMoreThanItsBytes() {
    ByteBuf parts =
        Unpooled.compositeBuffer()
            .addComponent(true, Unpooled.wrappedBuffer(new byte[] {1}))
            .addComponent(true, Unpooled.wrappedBuffer(new byte[] {2}));

    assertThat(BufferMemory.of(parts)).isGreaterThan(2000);
    parts.release();
  }
}

//! Numbers that look random and are always the same: SplitMix64, after G. Steele, D. Lea and C. Flood, "Fast splittable
//! pseudorandom number generators" (2014).

/// A stream of numbers.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to 1, without that.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub(super) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// From 0 up to a number, without that.
    #[expect(clippy::cast_possible_truncation, reason = "less than the number it is below")]
    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
}

/// Places of which some are picked more often than others.
pub(super) struct Weighted {
    /// The weights of each place and those before it.
    sums: Vec<f64>,
}

impl Weighted {
    pub(super) fn new(weights: impl Iterator<Item = f64>) -> Self {
        let mut sum = 0.0;
        let sums = weights.map(|weight| {
            sum += weight;
            sum
        });
        Self { sums: sums.collect() }
    }

    /// The weights of Zipf and Mandelbrot: 1 / (rank + shift) ^ exponent.
    #[expect(clippy::cast_precision_loss, reason = "few places")]
    pub(super) fn zipf(places: usize, exponent: f64, shift: f64) -> Self {
        Self::new((0..places).map(|rank| (rank as f64 + 1.0 + shift).powf(-exponent)))
    }

    pub(super) fn pick(&self, random: &mut Random) -> usize {
        let at = random.share() * self.sums.last().copied().unwrap_or_default();
        self.sums.partition_point(|sum| *sum <= at).min(self.sums.len() - 1)
    }
}

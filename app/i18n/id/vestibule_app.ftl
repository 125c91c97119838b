### Semua teks di setiap halaman, dalam bahasa Indonesia. Kuncinya sama dengan katalog bahasa Inggris.

## Di sekeliling setiap halaman

skip = Langsung ke isi utama
languages = Bahasa
language-en = English
language-id = Bahasa Indonesia
back = Kembali
back-to-steps = Kembali ke daftar langkah
place = Langkah { $number } dari { $of }
title-plain = { $page } – Vestibule
title-journey = { $page } – { $journey } – { $company }
title-error = Kesalahan: { $title }
development = Server pengembangan: semua hanya simulasi.
on-behalf = untuk { $company }
contact-label = Butuh bantuan?
support-code = Kode bantuan
support-code-hint = Sebutkan kode ini saat Anda meminta bantuan.
problem-summary = Ada masalah
problem-prefix = Kesalahan:

## Yang perlu disiapkan

needs-heading = Yang Anda perlukan
need-phone = Ponsel yang dapat menerima SMS
need-app = Ponsel Anda, dengan aplikasi untuk memberi persetujuan
need-camera = Perangkat dengan kamera
need-document = Dokumen identitas Anda, misalnya KTP atau paspor

## Halaman depan saat pengembangan

demo-title = Coba Vestibule
demo-lead = Setiap alur di bawah ini memakai penyedia simulasi. Tidak perlu akun, dan tidak ada data yang keluar dari komputer ini.
demo-company = Untuk { $company }
demo-minutes = { $minutes ->
   *[other] Sekitar { $minutes } menit
}
demo-begin = Mulai
demo-begin-hidden = : { $title }
demo-inbox-heading = Tempat kode masuk
demo-inbox = SMS tidak benar-benar dikirim. Setiap kode dapat Anda lihat di kotak masuk simulator.
demo-inbox-link = Buka kotak masuk
demo-none = Belum ada alur yang diatur.
demo-none-hint = Tambahkan satu alur di berkas konfigurasi, lalu jalankan ulang server.

## Halaman depan di tempat lain

root-title = Gunakan tautan yang Anda terima
root-lead = Di sini orang mengonfirmasi identitasnya ketika sebuah perusahaan memintanya.
root-how = Untuk memulai, buka tautan yang dikirim oleh perusahaan. Jika tautannya hilang, mintalah yang baru kepada perusahaan itu.
root-again = Jika Anda sudah memulai, buka halaman ini di browser tempat Anda memulai: yang sudah Anda mulai tercantum di sini.

## Awal

start-lead = { $company } meminta Anda menyelesaikan { $count ->
   *[other] { $count } langkah singkat
}.
start-steps = Yang akan Anda lakukan
start-minutes-heading = Berapa lama
start-minutes = { $minutes ->
   *[other] Sekitar { $minutes } menit.
} Anda boleh berhenti dan melanjutkannya nanti di browser ini.
start-stored-heading = Data yang disimpan
start-begin = Mulai sekarang
start-cookie = Kami memakai satu cookie agar browser ini dapat menemukan kembali jawaban Anda.
start-asks-label = Yang meminta
start-runs-label = Yang menjalankan
start-account-label = Untuk akun
start-begun-label = Dimulai
start-begun = { $span } yang lalu
start-begun-at = { $day } pukul { $time } UTC
start-unexpected-heading = Tidak merasa memulai ini?
start-unexpected = Lanjutkan hanya jika Anda sendiri yang memulainya di { $company }, atau tahu mengapa { $company } memintanya. Jika orang lain menyuruh Anda melakukannya untuk mereka, berhentilah.

## Bagi yang tidak merasa memulai

not-me-title = Ini bukan saya
not-me-lead = Jika bukan Anda yang memulainya, atau Anda tidak tahu mengapa { $company } memintanya, akhiri di sini.
not-me-happens = Yang akan terjadi
not-me-ends = Proses ini langsung berakhir, bagi siapa pun yang memiliki tautannya.
not-me-told = { $company } diberi tahu bahwa ini bukan Anda, dan tidak ada hal lain.
not-me-entered = Yang sudah diisi di sini tidak diteruskan kepada { $company }.
not-me-final = Ini tidak dapat dibatalkan. Jika Anda ternyata memerlukannya, { $company } dapat memulai lagi.
not-me-action = Akhiri: ini bukan saya
not-me-back = Kembali ke tempat Anda tadi
disowned = Proses ini sudah berakhir
    .lead = Anda menyatakan bahwa ini bukan Anda. Tautannya tidak berfungsi lagi, bagi siapa pun.
    .sent = { $company } sudah diberi tahu, dan tidak ada hal lain yang diteruskan.
    .worried = Jika Anda menduga ada yang memakai nama, alamat email, atau nomor telepon Anda, beri tahu { $company }. Gunakan alamat atau nomor yang sudah Anda ketahui, dan jangan membalas pesan yang membawa Anda ke sini. Jangan pernah meneruskan kode yang dikirim kepada Anda.

## Tautan yang tidak berlanjut

link-elsewhere = Tautan ini sudah dibuka di browser lain
    .lead = Tautan hanya berfungsi di browser tempat tautan itu pertama kali dimulai.
    .next = Jika Anda sudah memulai, lanjutkan di sana: di perangkat dan browser yang sama.
link-moved = Anda melanjutkan di browser lain
    .lead = Tautan yang lebih baru sudah dibuka di tempat lain. Sejak itu browser ini tidak menampilkan apa pun lagi.
    .next = Lanjutkan di tempat Anda membuka tautan yang lebih baru.
link-expired = Tautan ini tidak berfungsi lagi
    .lead = Tautan hanya berfungsi untuk waktu terbatas, dan tautan yang lebih baru menggantikannya.
    .next = Jika Anda memiliki tautan yang lebih baru, buka tautan itu.
link-over = Tidak ada lagi yang perlu dilakukan di sini
    .lead = Tautan ini sudah selesai dipakai, atau sudah ditarik kembali.
    .next = Jika menurut Anda ini keliru, tanyakan kepada { $company }.
link-new-heading = Jika Anda memerlukan tautan baru
link-new-how = { $company } mengirimnya ke alamat atau nomor yang sudah diketahuinya. Kami sendiri tidak mengirim pesan, dan tidak perlu ada yang memberi kami alamat.
link-new-action = Minta tautan baru
link-worried-heading = Jika Anda khawatir
link-worried = Ada orang lain yang membuka tautan Anda, atau Anda tidak menunggu tautan apa pun? Beri tahu { $company }. Gunakan alamat atau nomor yang sudah Anda ketahui.
link-asked = Permintaan Anda sudah kami teruskan
    .lead = Jika tautan ini dapat diganti, { $company } sekarang tahu bahwa Anda menginginkan yang baru.
    .sends = { $company } mengirimnya ke alamat atau nomor yang sudah diketahuinya.
    .waits = Ini dapat memakan waktu. Jika tidak ada yang datang, tanyakan langsung kepada { $company }. Meminta lagi di sini tidak membuatnya lebih cepat.
    .close = Anda boleh menutup halaman ini.

## Daftar langkah

tasks-title = Langkah Anda
tasks-done = { $done } dari { $of } langkah selesai.
tasks-continue = Lanjutkan
tasks-nothing = Saat ini tidak ada yang perlu Anda lakukan.
tasks-list = Langkah
status-cannot-start = Belum bisa dimulai
status-ready = Belum selesai
status-in-progress = Sedang berjalan
status-problem = Ada masalah
status-done = Selesai
status-exhausted = Kesempatan habis

## Ketentuan

terms-agree = Saya sudah membacanya dan saya setuju
terms-submit = Setuju dan lanjutkan
terms-missing = Centang kotak untuk menyatakan bahwa Anda setuju
terms-version = Versi { $version }

## Pertanyaan

question-continue = Lanjutkan
field-missing = Isi jawaban Anda
field-missing-phone = Isi nomor ponsel Anda
field-no-country-code = Awali dengan + dan kode negara, misalnya +62 812 3456 7890
field-not-a-phone = Isi nomor ponsel, misalnya +62 812 3456 7890
field-too-long = Isi paling banyak 200 karakter
photo-formats = Foto JPEG atau PNG, paling besar 8 MB.
photo-taken = { $minutes ->
    [0] Foto Anda sudah ada pada kami. Anda baru saja mengirimnya.
   *[other] Foto Anda sudah ada pada kami. Anda mengirimnya { $minutes } menit yang lalu.
}
photo-replace = Untuk menggantinya, ambil foto lain. Untuk tetap memakainya, lanjutkan.
photo-missing = Ambil foto, atau pilih satu foto
photo-too-large = Foto ini terlalu besar. Pilih foto paling besar 8 MB, atau ambil foto dengan ukuran lebih kecil
photo-not-a-picture = Ini bukan foto JPEG atau PNG. Pilih berkas lain, atau ambil foto
photo-broken = Foto ini rusak dan tidak dapat dibuka. Ambil foto lagi, atau pilih foto lain

## Sebelum layar penyedia

intro-lead = Langkah ini dikerjakan oleh { $provider } di layarnya sendiri.
intro-happens = Yang akan terjadi
intro-happens-open = Anda membuka layar { $provider }, yang berasal dari { $site }.
intro-happens-follow = Anda mengikuti petunjuknya. Data yang Anda isi di sana masuk ke { $provider }.
intro-happens-return = Anda kembali ke sini, lalu kami meminta hasilnya kepada { $provider }.
intro-lead-wait = Langkah ini dikerjakan oleh { $provider }. Anda tidak perlu melakukan apa pun.
intro-happens-ask = Setelah Anda melanjutkan, kami mengirimkan kepada { $provider } data yang diperlukan untuk langkah ini.
intro-happens-wait = Anda menunggu selagi { $provider } bekerja, lalu melanjutkan dari sana.
intro-wait = Lanjutkan
intro-frame = Lanjutkan di halaman ini
intro-frame-hint = Layarnya terbuka dalam kotak di halaman berikutnya.
intro-page = Lanjutkan di halaman tersendiri
intro-page-hint = Anda meninggalkan situs ini sebentar dan kembali setelah selesai.
intro-ways = Bagaimana Anda ingin melanjutkan?
intro-noscript-page = Kotak itu memerlukan JavaScript, yang dimatikan di browser ini. Pilih “{ $page }”: cara itu tidak memerlukannya.
intro-noscript-none = Layar { $provider } memerlukan JavaScript, yang dimatikan di browser ini. Aktifkan JavaScript lalu muat ulang halaman ini. Atau buka tautan dari { $company } di perangkat lain dan mulailah di sana. Atau minta bantuan: { $contact }
intro-no-way = Langkah ini sedang tidak dapat ditampilkan. Silakan minta bantuan: { $contact }

## Kamera

camera-notice = Sebelum kamera Anda digunakan
camera-why = Mengapa
camera-why-text = { $company } meminta langkah ini: “{ $title }”. Untuk itu { $provider } mengambil gambar dengan kamera Anda. Peramban Anda meminta izin terlebih dahulu.
camera-who = Siapa yang melihat gambarnya
camera-who-text = Gambar dikirim dari perangkat Anda ke { $provider }, yang memeriksanya untuk { $company }.
camera-when = Apa yang disimpan, dan kapan dihapus
camera-without = Saya tidak dapat atau tidak ingin menggunakan kamera
camera-without-text = Anda tidak wajib menggunakannya. Tanyakan cara lain kepada { $company }: { $contact }. Tidak ada yang hilang; Anda dapat kembali ke sini.

## Layar penyedia dalam kotak

frame-whose = Kotak di halaman ini milik { $provider }. Isinya berasal dari { $site }.
frame-whose-hint = Data yang Anda isi di dalamnya masuk ke { $provider }, bukan kepada kami.
frame-title = Layar { $provider }
frame-region = Kotak berisi layar { $provider }
frame-binding = Pastikan aplikasi { $provider } Anda menampilkan persis kata-kata ini:
frame-binding-hint = Jika kata-katanya berbeda, berhentilah: jangan setujui, dan tutup halaman ini.
frame-loading = Memuat layar { $provider }…
frame-stuck = Masih kosong? Muat ulang halaman ini. Tidak ada yang hilang.
frame-slow = Ini lebih lama dari biasanya. Anda dapat menunggu sebentar, atau memakai cara lain di bawah. Tidak ada yang hilang.
frame-slow-only = Ini lebih lama dari biasanya. Mohon tunggu sebentar. Tidak ada yang hilang.
frame-alternative = Layar { $provider } tidak menjawab. Jika kotaknya kosong atau menampilkan kesalahan, pakai cara lain di bawah. Jika tidak ada cara lain, muat ulang halaman ini.
frame-returning = Terima kasih. Kami sedang meminta hasilnya kepada { $provider }…
frame-superseded = Anda melanjutkan di tab atau jendela lain, jadi yang ini berhenti. Lanjutkan di sana, atau pakai yang ini saja.
frame-superseded-action = Pakai yang ini saja
frame-not-found = Halaman ini tidak berlaku lagi. Muat ulang untuk melihat posisi Anda.
frame-unavailable = { $provider } sedang tidak dapat dihubungi. Tidak ada yang hilang. Tunggu sebentar lalu coba lagi.
frame-too-many = Terlalu sering. Tunggu sebentar lalu coba lagi.
frame-internal = Ada gangguan di pihak kami. Tidak ada yang hilang. Coba lagi; jika terulang, sebutkan kode bantuan
frame-retry = Coba lagi
frame-transport = Kami tidak dapat menghubungi server: mungkin Anda sedang luring, atau ada versi baru halaman ini. Muat ulang halaman. Tidak ada yang hilang.
frame-unclaimed = Kami tidak dapat menghubungi server: mungkin Anda sedang luring. Yang sudah Anda lakukan tetap tersimpan. Coba lagi.
frame-reload = Muat ulang halaman ini
frame-other-heading = Cara lain
frame-other = Jika kotaknya tidak berfungsi, lanjutkan di halaman tersendiri.
frame-other-action = Lanjutkan di halaman tersendiri
frame-back-heading = Sudah selesai?
frame-back = Jika Anda sudah selesai di dalam kotak tetapi tidak terjadi apa-apa, atau Anda baru kembali, lanjutkan di sini.
frame-go-on = Lanjutkan
frame-noscript = Kotak itu memerlukan JavaScript, yang dimatikan di browser ini.
frame-noscript-page = Pilih “{ $action }” di bawah: cara itu tidak memerlukan JavaScript.
frame-noscript-none = Aktifkan JavaScript lalu muat ulang halaman ini. Atau buka tautan dari { $company } di perangkat lain dan mulailah di sana. Atau minta bantuan: { $contact }

## Berpindah ke halaman penyedia

leave-title = Lanjutkan di { $provider }
leave-lead = Anda akan meninggalkan situs ini menuju { $site }, milik { $provider }.
leave-lead-sdk = Anda sekarang pergi ke { $site }. Situs itu juga milik kami, tetapi dipisahkan dari situs ini karena program { $provider } berjalan di sana. Dari sana Anda mungkin dibawa ke tempat data Anda disimpan, lalu kembali.
leave-return = Setelah selesai di sana, Anda otomatis kembali ke sini.
leave-link = Buka { $provider }
leave-expired = Tautan ke { $provider } sudah kedaluwarsa. Tidak ada yang hilang: ambil tautan baru.
leave-again = Ambil tautan baru
leave-again-hint = Tautannya tidak berfungsi? Tautan hanya berlaku sebentar.

## Menunggu

waiting-title = Kami menunggu { $provider }
waiting-lead = { $provider } belum memberi tahu hasilnya. Biasanya ini kurang dari satu menit.
waiting-stay = Anda boleh tetap di halaman ini atau kembali nanti: tidak ada yang hilang.
waiting-live = Memeriksa…
waiting-script = Halaman ini berlanjut sendiri begitu hasilnya ada.
waiting-noscript = Halaman ini dimuat ulang sendiri setiap { $seconds } detik.
waiting-continue = Lanjutkan
waiting-offline = Server kami sedang tidak dapat dihubungi. Kami terus mencoba.
waiting-not-found = Halaman ini tidak berlaku lagi. Muat ulang untuk melihat posisi Anda.

## Pemeriksaan yang berhenti atau berakhir

ended-left = Anda keluar sebelum selesai
    .happened = Layar { $provider } ditutup sebelum ada yang dikirim.
    .safe = Tidak ada yang terkirim. Langkah yang sudah selesai tetap tersimpan.
    .next = Coba lagi saat Anda siap.
ended-cancelled = Anda membatalkan langkah ini
    .happened = Anda memilih batal di { $provider }.
    .safe = Langkah yang sudah selesai tetap tersimpan. Untuk langkah ini tidak ada hasil yang dicatat.
    .next = Jika Anda tidak bermaksud membatalkan, coba lagi.
ended-access-denied = Akses ke data Anda tidak diberikan
    .happened = { $provider } tidak mendapat akses ke data Anda: akses tidak diizinkan, atau izinnya terlambat untuk dipakai.
    .safe = Tidak ada data yang diambil. Langkah yang sudah Anda selesaikan tetap tersimpan.
    .next = Coba lagi, dan izinkan akses saat diminta.
ended-session-expired = Waktunya habis
    .happened = Sesi, tautan, atau kode dari { $provider } tidak dipakai tepat waktu.
    .safe = Yang sudah Anda isi di { $provider } tidak disimpan. Langkah yang sudah selesai di sini tetap tersimpan.
    .next = Coba lagi. Siapkan semuanya sebelum mulai.
ended-camera-denied = Kamera tidak dapat dipakai
    .happened = { $provider } memerlukan kamera, tetapi browser ini tidak mengizinkannya.
    .safe = Tidak ada foto yang diambil. Langkah yang sudah selesai tetap tersimpan.
    .next = Izinkan kamera seperti dijelaskan di bawah, lalu coba lagi. Perangkat lain yang berkamera juga bisa.
ended-attempts-exhausted = Kesempatan di penyedia sudah habis
    .happened = { $provider } tidak memberi kesempatan lagi untuk langkah ini.
    .safe = Langkah yang sudah selesai tetap tersimpan.
    .next = Mintalah bantuan: mungkin ada cara lain untuk mengonfirmasi identitas Anda.
ended-not-accepted = Kiriman Anda tidak diterima
    .happened = { $provider } sudah memeriksa kiriman Anda dan tidak dapat menerimanya.
    .safe = Langkah yang sudah selesai tetap tersimpan. Langkah ini belum selesai.
    .next = Coba lagi di tempat terang, dengan dokumen rata dan semuanya terbaca. Jika ditolak lagi, mintalah bantuan.
ended-contact-mismatch = Nomor yang dikonfirmasi berbeda
    .happened = { $provider } mengonfirmasi nomor ponsel yang berbeda dari nomor yang Anda berikan kepada kami.
    .safe = Langkah yang sudah selesai tetap tersimpan. Nomor yang lain itu tidak diterima.
    .next = Coba lagi dan jangan ubah nomor di layar { $provider }.
ended-not-ours = Jawaban ini milik percobaan lain
    .happened = Jawaban dari { $provider } bukan milik percobaan yang sedang terbuka di browser ini.
    .safe = Tidak ada yang dicatat dari jawaban itu. Langkah yang sudah selesai tetap tersimpan.
    .next = Coba lagi, cukup di satu tab.
ended-not-verified = Jawaban tidak dapat diverifikasi
    .happened = Kami memeriksa jawaban dari { $provider }, dan jawaban itu tidak membuktikan hal yang harus dibuktikan.
    .safe = Tidak ada yang dicatat darinya. Langkah yang sudah selesai tetap tersimpan.
    .next = Coba lagi. Jika terulang, mintalah bantuan.
ended-data-missing = Sebagian data Anda tidak ada di sumbernya
    .happened = { $provider } tidak memiliki semua data yang diperlukan langkah ini, misalnya nama atau alamat.
    .safe = Tidak ada data yang diambil. Langkah yang sudah selesai tetap tersimpan.
    .next = Lengkapi dahulu data Anda di sana, atau mintalah bantuan: mungkin ada cara lain.
ended-data-expired = Data tidak dikonfirmasi tepat waktu
    .happened = { $provider } telah menyiapkan data Anda untuk dikonfirmasi. Data itu menunggu selama yang diizinkan, lalu dihapus.
    .safe = Tidak ada data yang diambil. Langkah yang sudah selesai tetap tersimpan.
    .next = Ulangi langkah ini dan konfirmasi data Anda saat ditampilkan.
ended-provider-error = Ada gangguan di penyedia
    .happened = { $provider } melaporkan kesalahan di pihaknya.
    .safe = Ini bukan kesalahan Anda. Langkah yang sudah selesai tetap tersimpan.
    .next = Coba lagi. Jika terulang, kembalilah satu jam lagi atau mintalah bantuan.
ended-unavailable = Penyedia tidak dapat dihubungi
    .happened = { $provider } tidak menjawab kami, atau meminta kami kembali nanti.
    .safe = Ini bukan kesalahan Anda dan tidak mengurangi kesempatan Anda. Langkah yang sudah selesai tetap tersimpan.
    .next = Tunggu beberapa menit lalu coba lagi.
ended-misconfigured = Langkah ini belum diatur dengan benar
    .happened = Sambungan kami ke { $provider } belum diatur sebagaimana mestinya.
    .safe = Ini bukan kesalahan Anda. Langkah yang sudah selesai tetap tersimpan.
    .next = Mencoba lagi belum akan membantu. Beri tahu kami agar kami dapat memperbaikinya.
ended-interrupted = Proses kami terputus
    .happened = Layanan kami dimulai ulang saat { $provider } sedang menjawab, sehingga jawabannya tidak dapat kami pakai.
    .safe = Ini bukan kesalahan Anda dan tidak mengurangi kesempatan Anda. Langkah yang sudah selesai tetap tersimpan.
    .next = Coba lagi sekarang.
ended-too-many-starts = Langkah ini terlalu sering dibuka
    .happened = Layar { $provider } dibuka berulang kali tanpa diselesaikan.
    .safe = Langkah yang sudah selesai tetap tersimpan.
    .next = Coba lagi saat Anda dapat menyelesaikannya sekaligus, atau mintalah bantuan.

ended-happened = Apa yang terjadi
ended-safe = Apakah ada yang hilang?
ended-next = Yang dapat Anda lakukan
ended-again-frame = Coba lagi di halaman ini
ended-again-page = Coba lagi di halaman tersendiri
ended-again-wait = Coba lagi
ended-keep-waiting = Tetap menunggu
ended-tries = { $tries ->
    [0] Kesempatan Anda sudah habis.
   *[other] Anda masih punya { $tries } kesempatan.
}
ended-no-again = Langkah ini tidak dapat dicoba lagi di sini. Mintalah bantuan: { $contact }
ended-help = Atau minta bantuan: { $contact }
ended-noscript = Tanpa JavaScript, kotak itu tidak dapat ditampilkan.
camera-heading = Cara mengizinkan kamera
camera-android = Android, Chrome: ketuk ikon di samping alamat, lalu Izin, lalu Kamera, lalu Izinkan.
camera-iphone = iPhone atau iPad, Safari: ketuk menu halaman di bilah alamat, lalu Pengaturan Situs Web, lalu Kamera, lalu Izinkan.
camera-desktop = Komputer, Chrome atau Edge: klik ikon di samping alamat dan aktifkan Kamera.
camera-firefox = Firefox: klik ikon kamera di samping alamat dan hapus blokirnya.
camera-other-apps = Tutup program lain yang memakai kamera, lalu muat ulang halaman.

## Akhir alur

result-completed = Anda sudah selesai
    .lead = Semua langkah sudah selesai. { $company } sudah memiliki yang dimintanya.
    .next = Tidak ada lagi yang perlu Anda lakukan.
    .steps = Semua langkah sudah selesai.
    .left = Tinggal satu hal yang perlu dilakukan.
result-review = Terima kasih. Hasilnya akan diperiksa
    .lead = Semua langkah sudah selesai. Petugas { $company } sekarang memeriksa hasilnya.
    .next = { $company } akan menghubungi Anda.
result-stopped = Ini tidak dapat diselesaikan di sini
    .lead = Salah satu langkah tidak dapat diselesaikan lagi.
    .next = Seorang petugas { $company } dapat melanjutkan permohonan Anda dari sini. Yang sudah Anda kerjakan tetap tersimpan.
result-handed = Petugas melanjutkan dari sini
    .lead = Anda sudah menyerahkan permohonan Anda. Yang sudah Anda kerjakan di sini tetap tersimpan.
    .next = { $company } akan menghubungi Anda. Jika Anda lebih suka menghubungi kami, sebutkan nomor referensinya.
result-rejected = { $company } sudah memutuskan
    .lead = { $company } tidak dapat menerima permohonan Anda.
    .next = Jika Anda tidak setuju, Anda dapat meminta { $company } agar seorang petugas melihat keputusan ini. Anda dapat menyampaikan pendapat Anda dan mengajukan keberatan. Sebutkan nomor referensinya.
result-cancelled = Proses ini diakhiri
    .lead = { $company } mengakhirinya sebelum selesai. Tidak ada yang diputuskan tentang Anda.
    .next = Anda tidak dapat melanjutkan di sini. Jika Anda masih memerlukannya, minta { $company } untuk memulai lagi.
result-expired = Waktunya sudah habis
    .lead = Proses ini tidak diselesaikan dalam waktu yang diberikan { $company }. Tidak ada yang diputuskan tentang Anda.
    .next = Anda tidak dapat melanjutkan di sini. Jika Anda masih memerlukannya, minta { $company } untuk memulai lagi.
result-close = Anda boleh menutup halaman ini.
result-back = Kembali ke { $company }
result-back-hint = Kembalilah ke { $company } sekarang. Hasilnya baru dapat dibaca setelah Anda kembali.
result-reference = Nomor referensi Anda
result-done = Yang sudah dilakukan
result-next = Yang terjadi selanjutnya
result-contact = Ada pertanyaan? { $contact }

## Ada yang salah

error-not-found = Halaman tidak ditemukan
    .what = Tidak ada apa-apa di sini, atau halaman ini bukan milik browser ini, atau masa berlakunya sudah habis.
    .next = Periksa alamatnya. Jika Anda sedang di tengah proses, buka halaman depan situs ini di browser tempat Anda memulai: yang sudah Anda mulai tercantum di sana.
error-bad-request = Permintaan itu tidak dapat dipahami
    .what = Alamat atau formulir yang dikirim tidak lengkap.
    .next = Kembali lalu coba lagi.
error-cross-site = Permintaan ini bukan dari halaman kami
    .what = Situs lain mencoba bertindak di sini melalui browser Anda, jadi kami menolaknya. Tidak ada yang berubah.
    .next = Jika itu memang Anda, buka lagi halamannya dan ulangi.
error-method-not-allowed = Halaman ini tidak dapat dipakai dengan cara itu
    .what = Halaman ini tidak menjawab jenis permintaan itu. Tidak ada yang berubah.
    .next = Buka lagi halamannya dari awal.
error-out-of-order = Belum giliran langkah ini
    .what = Langkah itu nanti, atau sudah selesai. Tidak ada yang berubah.
    .next = Lanjutkan dengan langkah yang sekarang giliran.
error-already-handled = Ini sudah diproses
    .what = Anda kembali ke jawaban yang sudah dipakai, atau yang milik percobaan lama. Tidak ada yang berubah.
    .next = Lanjutkan dari posisi Anda sekarang.
error-too-large = Data yang dikirim terlalu besar
    .what = Yang dikirim lebih besar daripada yang kami terima. Tidak ada yang disimpan.
    .next = Kembali lalu perpendek.
error-wrong-content-type = Jenis data ini tidak dapat kami baca
    .what = Yang dikirim bukan dalam bentuk yang kami terima. Tidak ada yang disimpan.
    .next = Kembali dan gunakan formulir di halaman.
error-too-many = Terlalu banyak permintaan
    .what = Ada terlalu banyak permintaan dalam waktu singkat. Tidak ada yang hilang.
    .next = Tunggu sebentar, lalu coba lagi.
error-unavailable = Layanan penyedia tidak dapat dihubungi
    .what = Layanan yang mengerjakan langkah ini sedang tidak menjawab. Tidak ada yang hilang.
    .next = Tunggu beberapa menit, lalu coba lagi.
error-internal = Ada gangguan di pihak kami
    .what = Ini bukan kesalahan Anda, dan langkah yang sudah selesai tetap tersimpan.
    .next = Coba lagi. Jika terulang, mintalah bantuan dan sebutkan kode bantuan di bawah.
error-go-on = Lanjutkan

## Said by the server into a live region

announce-waiting = Menunggu Anda di layar penyedia.
announce-checking = Masih menunggu hasilnya.

## Halaman di host lain, tempat skrip penyedia berjalan. Skrip menampilkannya sebagai teks biasa.
sdk-title = Mohon tunggu
sdk-loading = Memuat. Ini memerlukan beberapa detik.
sdk-no-script = Langkah ini memerlukan JavaScript. Aktifkan lalu muat ulang halaman ini, atau kembalilah dan minta cara lain.
sdk-broken = Langkah ini sedang tidak berfungsi
sdk-broken-text = Ini bukan kesalahan Anda, dan tidak ada yang hilang. Kembalilah lalu coba lagi, atau pilih cara lain di sana.
sdk-go-back = Kembali
sdk-retry = Coba lagi
sdk-offline = Server kami tidak dapat dihubungi. Periksa sambungan Anda, lalu coba lagi.
sdk-other-browser = Kembalilah ke peramban tempat Anda memulai
sdk-other-browser-text = Halaman ini terbuka di peramban atau jendela lain, bukan di tempat Anda memulai. Tidak ada yang hilang: kembalilah ke sana dan lanjutkan. Anda dapat menutup halaman ini.
sdk-gone = Halaman ini sudah tidak berlaku
sdk-gone-text = Halaman ini sudah dipakai, atau waktunya sudah habis. Tidak ada yang hilang: kembalilah dan ulangi langkah ini.
sdk-returning = Selesai. Kembali ke tempat Anda memulai.

## Di host SDK: data dari penyedia identitas. Halaman mengisi kata di antara tanda persen.

sdk-fed-leaving = Membawa Anda ke %idp%. Ini memerlukan beberapa detik.
sdk-fed-fetching = Mengambil data Anda dari %idp%. Ini memerlukan beberapa detik.
sdk-fed-sending = Mengirim konfirmasi Anda. Mohon tetap di halaman ini.
sdk-fed-again-title = Data Anda belum ada di sini
sdk-fed-again-text = Anda kembali dari %idp% sebelum selesai, atau memuat ulang halaman ini. Tidak ada data yang diambil. Anda dapat membuka %idp% sekali lagi.
sdk-fed-again-go = Lanjutkan ke %idp%
sdk-fed-stop = Hentikan langkah ini
sdk-fed-review-title = Periksa data Anda sebelum digunakan
sdk-fed-review-lead = Inilah data Anda menurut %idp%. Data ini tidak dapat diubah di sini.
sdk-fed-review-what = Jika Anda mengonfirmasi, FrankieOne membuat catatan tentang Anda dengan data ini. FrankieOne dan perusahaan yang memintanya dapat melihat catatan itu. Jika tidak, tidak ada catatan yang dibuat dan FrankieOne menghapus data ini.
sdk-fed-review-until = Anda dapat mengonfirmasi sampai pukul %time%. Setelah itu data dihapus, dan Anda dapat mengulangi langkah ini.
sdk-fed-review-soon = Waktu untuk mengonfirmasi tinggal kurang dari 5 menit.
sdk-fed-confirm = Konfirmasi
sdk-fed-deny = Data ini tidak benar
sdk-fed-expired-title = Waktu untuk mengonfirmasi sudah habis
sdk-fed-expired-text = Data Anda sudah dihapus, dan tidak ada catatan yang dibuat. Anda dapat mengulangi langkah ini.
sdk-fed-go-on = Lanjutkan
sdk-fed-source-government = Dari data pemerintah
sdk-fed-source-verified = Diverifikasi oleh %idp%
sdk-fed-source-person = Diisi oleh Anda sendiri, tidak diverifikasi
sdk-fed-source-unknown = Sumber tidak dikenal, tidak diverifikasi
sdk-fed-claim-name = Nama
sdk-fed-claim-alias = Nama alias
sdk-fed-claim-pinyin_name = Nama dalam Hanyu Pinyin
sdk-fed-claim-pinyin_alias = Alias dalam Hanyu Pinyin
sdk-fed-claim-national_id = NRIC atau FIN
sdk-fed-claim-birthdate = Tanggal lahir
sdk-fed-claim-nationality = Kewarganegaraan
sdk-fed-claim-residential_status = Status tinggal
sdk-fed-claim-address = Alamat
sdk-fed-claim-phone_number = Nomor telepon
sdk-fed-claim-email = Alamat email
sdk-fed-claim-passport_number = Nomor paspor
sdk-fed-claim-passport_expiry = Paspor berlaku sampai
sdk-fed-claim-pass_type = Jenis izin tinggal
sdk-fed-claim-pass_status = Status izin tinggal
sdk-fed-claim-pass_expiry = Izin tinggal berlaku sampai

## Lama waktu

span-minutes = { $count ->
    [0] kurang dari satu menit
   *[other] { $count } menit
}
span-hours = { $count ->
   *[other] { $count } jam
}
span-days = { $count ->
   *[other] { $count } hari
}

## Langkah opsional dan cara lain

optional = { $title } (opsional)
if-needed = { $title } (hanya jika diperlukan)
other-heading = Cara lain
other-skip = Lewati langkah ini
other-skip-hint = Langkah ini opsional. Anda masih dapat mengerjakannya nanti, selama masih ada langkah lain yang belum selesai.
other-choose = Pilih cara lain
other-instead = Lakukan dengan cara lain
status-skipped = Dilewati
status-chosen = Dipilih
status-no-way = Tidak ada cara lagi
status-if-needed = Hanya jika diperlukan
tasks-chosen = Pilihan Anda: { $way }
tasks-after-all = Kerjakan saja
tasks-hidden = : { $title }

## Memilih salah satu cara

choice-hint = Anda dapat memilih cara lain nanti, selama cara ini belum selesai.
choice-lost = Cara yang Anda pilih tidak dapat diselesaikan lagi. Yang lain tidak hilang: pilih cara lain.
choice-gone = Tidak tersedia lagi
choice-continue = Lanjutkan
choice-missing = Pilih salah satu cara

## Langkah tanpa situs ini

instead-title = Cara lain: { $title }
instead-reference = Sebutkan nomor referensi ini:
instead-happens = Jika Anda memilih ini, seorang petugas { $company } melanjutkan permohonan Anda. Yang sudah Anda kerjakan di sini tetap tersimpan. Setelah itu Anda tidak dapat melanjutkan langkah-langkah di sini.
instead-choose = Pilih cara ini

## Bantuan petugas

help-title = Minta bantuan petugas
help-lead = Petugas { $company } dapat membantu Anda di setiap langkah.
help-contact = Hubungi
help-reference = Sebutkan nomor referensi ini:
help-will = Yang mungkin ditanyakan petugas
help-will-who = Nama Anda dan nomor referensi
help-will-where = Di langkah mana Anda berada, dan apa yang Anda lihat di sana
help-never = Yang tidak boleh ditanyakan siapa pun
help-never-code = Kode yang dikirim kepada Anda
help-never-password = Kata sandi atau PIN
help-never-money = Uang, atau nomor kartu pembayaran
help-never-control = Mengambil alih layar atau perangkat Anda
help-over-heading = Serahkan permohonan Anda
help-over = Jika Anda tidak dapat atau tidak ingin melanjutkan sendiri, serahkan permohonan Anda kepada petugas. Yang sudah Anda kerjakan di sini tetap tersimpan. Setelah itu Anda tidak dapat melanjutkan langkah-langkah di sini.
help-over-action = Serahkan permohonan saya kepada petugas
help-handed = Seorang petugas { $company } melanjutkan permohonan Anda. Anda tidak perlu melakukan apa pun di sini.
help-back = Kembali

## Berhenti dan melanjutkan nanti

later-title = Berhenti dulu, selesaikan nanti
later-lead = Anda boleh menutup halaman ini. Langkah yang sudah selesai tetap tersimpan.
later-how = Cara melanjutkan
later-address = Buka alamat ini:
later-browser = Gunakan browser ini di perangkat ini. Alamat itu tidak terbuka di browser lain, atau setelah jendela pribadi ditutup.
later-until = Browser ini menemukan kembali permohonan Anda jika Anda kembali dalam waktu { $span }.
later-after = Setelah itu, mintalah { $company } untuk melanjutkan, dan sebutkan nomor referensi ini:
later-saved = Yang tersimpan
later-saved-steps = Setiap langkah yang sudah selesai
later-saved-answers = Setiap jawaban yang sudah Anda kirim
later-unsaved = Yang tidak tersimpan
later-unsaved-typed = Yang sudah Anda ketik tetapi belum dikirim
later-unsaved-provider = Layar penyedia yang Anda tinggalkan di tengah jalan. Langkah itu Anda ulangi.
later-back = Kembali ke daftar langkah

## Yang dimulai di browser ini

own-heading = Yang sudah Anda mulai di browser ini
own-company = Untuk { $company }
own-go-on = Lanjutkan
own-look = Lihat hasilnya
own-hidden = : { $title }
own-status-in-progress = Sedang berjalan
own-status-completed = Selesai
own-status-review = Sedang dilihat petugas
own-status-stopped = Terhenti
own-status-rejected = Sudah diputuskan
own-status-cancelled = Dibatalkan
own-status-expired = Waktu habis

## Jeda dan batas

ended-too-soon = Anda dapat mencoba lagi dalam { $span }.
ended-too-soon-hint = Sampai saat itu langkah ini tidak dapat dimulai. Muat ulang halaman ini untuk melihat sisa waktunya.
ended-too-soon-other = Anda tidak perlu menunggu di sini: langkah yang sudah selesai tetap tersimpan.
error-too-soon = Belum waktunya mencoba lagi
    .what = Langkah ini belum dapat dimulai. Tidak ada yang berubah.
    .next = Langkah yang sudah selesai tetap tersimpan.
error-over-budget = Saat ini tidak dapat dilanjutkan secara daring
    .what = Untuk sementara tidak ada pemeriksaan baru yang dapat dimulai. Ini bukan kesalahan Anda, dan langkah yang sudah selesai tetap tersimpan.
    .next = Coba lagi besok, atau mintalah petugas melanjutkan permohonan Anda.

## Dihentikan sementara oleh petugas, yang kata-katanya berada di antara kedua kalimat ini

paused-heading = Saat ini belum dapat dimulai
paused-hint = Ini bukan kesalahan Anda, dan tidak ada percobaan yang dihitung. Yang sudah selesai tetap tersimpan.

## Tanggal

day = { $month ->
    [1] { $day } Januari { $year }
    [2] { $day } Februari { $year }
    [3] { $day } Maret { $year }
    [4] { $day } April { $year }
    [5] { $day } Mei { $year }
    [6] { $day } Juni { $year }
    [7] { $day } Juli { $year }
    [8] { $day } Agustus { $year }
    [9] { $day } September { $year }
    [10] { $day } Oktober { $year }
    [11] { $day } November { $year }
   *[12] { $day } Desember { $year }
}

## Jenis pertanyaan lain

filled-from = Dari { $source }. Ubahlah jika salah.
filled-earlier = Dari jawaban Anda sebelumnya. Ubahlah jika salah.
field-problem = { $label } – { $problem }
field-missing-email = Masukkan alamat email Anda
field-missing-date = Masukkan tanggal
field-missing-choice = Pilih salah satu jawaban
field-not-an-email = Masukkan alamat email, misalnya nama@example.com
field-country-not-served = Kami tidak dapat mengirim kode ke nomor dari negara ini. Masukkan nomor dari negara lain, atau mintalah bantuan
date-day = Tanggal
date-month = Bulan
date-year = Tahun
date-lacks-day = Tanggalnya belum diisi
date-lacks-month = Bulannya belum diisi
date-lacks-year = Tahunnya belum diisi
date-lacks-day-and-month = Tanggal dan bulannya belum diisi
date-lacks-day-and-year = Tanggal dan tahunnya belum diisi
date-lacks-month-and-year = Bulan dan tahunnya belum diisi
date-wrong-day = Tanggal harus berupa angka dari 1 sampai 31
date-wrong-month = Bulan harus berupa angka dari 1 sampai 12
date-wrong-year = Tahun harus terdiri atas empat angka, misalnya 1990
date-not-real = Bulan ini tidak memiliki tanggal itu. Periksa tanggal, bulan, dan tahunnya
date-ahead = Tanggalnya harus sudah lewat
choice-none = Tidak menjawab
upload-missing = Ambil foto dokumen, atau pilih satu

## Jawaban sekali lagi

check-title = Periksa jawaban Anda
check-back = Kembali ke pertanyaan
check-changed = Jawaban Anda berubah setelah halaman ini ditampilkan, mungkin di tab lain. Periksalah sekali lagi.
check-hint = Dengan mengirim jawaban ini, Anda menyatakan bahwa jawaban ini benar sejauh yang Anda ketahui.
check-confirm = Konfirmasi dan kirim jawaban ini
check-change = Ubah
check-change-hidden = : { $label }
check-picture = Foto sudah ada
check-not-provided = Tidak diisi

## Persetujuan

consents-separate = Persetujuan Anda
consents-separate-hint = Masing-masing berdiri sendiri. Anda dapat menariknya kembali nanti satu per satu.
consent-missing = Centang kotaknya jika Anda setuju. Tanpa ini prosesnya tidak dapat dilanjutkan: { $text }
consent-given = Anda sudah menyetujui ini: { $text }
terms-agreed = Anda sudah menyetujui teks ini.
consents-title = Yang Anda setujui
consents-back = Kembali
consents-none = Anda belum menyetujui apa pun di sini.
consents-follows = Anda dapat menarik kembali persetujuan kapan saja. Yang sudah dilakukan sebelumnya tetap sah.
consents-follows-under-way = Jika suatu langkah memerlukannya, kami menanyakannya lagi sebelum Anda dapat melanjutkan.
consents-follows-after = Keputusan { $company } tidak berubah karenanya.
consents-agreed = Disetujui pada
consents-withdrawn = Ditarik kembali pada
consents-version = Versi teks
consents-purpose = Kegunaan data
consents-basis = Dasar hukum
consents-withdraw = Tarik kembali persetujuan ini
consents-withdraw-hidden = : { $title }
basis-consent = Persetujuan Anda
basis-explicit-consent = Persetujuan tegas Anda
basis-contract = Kontrak dengan Anda, atau langkah-langkah sebelumnya
basis-legal-obligation = Diwajibkan oleh undang-undang
basis-public-task = Tugas untuk kepentingan umum
basis-legitimate-interests = Kepentingan yang sah
basis-unknown = Tidak tercatat

### The dashboard: what every screen has
dashboard-title = { $page } - Dasbor Vestibule
dashboard-sections = Bagian
dashboard-overview = Ringkasan
dashboard-onboardings = Pendaftaran
dashboard-proposals = Menunggu Anda
dashboard-control = Kendali
dashboard-settings = Pengaturan
dashboard-audit = Log audit
dashboard-simulator = Simulator
dashboard-sign-out = Keluar
dashboard-go-on = Lanjut
dashboard-not-found = Tidak ada apa-apa di sini
    .next = Ini tidak ada, atau milik klien yang tidak Anda tangani.
dashboard-not-allowed = Anda tidak boleh melakukan itu
    .next = Mintalah peran yang diperlukan kepada admin.
dashboard-bad-request = Permintaan itu tidak kami pahami
    .next = Tidak ada yang diubah. Kembali dan coba lagi.
dashboard-conflict = Orang lain lebih cepat
    .next = Yang Anda lihat sudah berubah, dan tindakan Anda tidak dilakukan. Lihat lagi, lalu putuskan.
dashboard-too-many = Terlalu banyak permintaan
    .next = Tunggu satu menit, lalu coba lagi. Tidak ada yang hilang.
dashboard-unavailable = Tidak sekarang
    .next = Sesuatu yang diperlukan tidak dapat dihubungi. Coba lagi dalam beberapa menit.
dashboard-internal = Ada kerusakan di pihak kami
    .next = Tercatat di log dengan kode bantuan di bawah. Tidak ada yang diubah.

### The dashboard: onboardings
dash-onboardings-title = Pendaftaran
dash-onboardings-search = Cari pendaftaran
dash-onboardings-search-hint = ID-nya, nomor referensi atau kode bantuan di halaman pemohon, referensi milik klien, atau nomor telepon, alamat email, atau nomor identitas yang sudah diverifikasi. Ketik persis seperti aslinya. Pencarian seseorang akan dicatat.
dash-onboardings-search-action = Cari
dash-onboardings-search-unreadable = Ketik 1 sampai 200 karakter.
dash-onboardings-search-nothing = Tidak ada yang cocok, atau tidak ada yang boleh Anda lihat.
dash-onboardings-status = Status
dash-onboardings-journey = Alur
dash-onboardings-client = Klien
dash-onboardings-mode = Jenis
dash-onboardings-mode-live = Nyata
dash-onboardings-mode-test = Uji coba
dash-onboardings-mode-direct = Dari halaman awal
dash-onboardings-hold = Penahanan hukum
dash-onboardings-hold-on = Ditahan
dash-onboardings-nobody = Tanpa klien
dash-onboardings-any = Semua
dash-onboardings-from = Dimulai sejak (UTC)
dash-onboardings-to = Dimulai sampai (UTC)
dash-onboardings-bad-day = Tulis tanggal sebagai tahun, bulan, hari: 2026-11-22.
dash-onboardings-filter = Tampilkan
dash-onboardings-reset = Tampilkan semua
dash-onboardings-found = Hanya hasil pencarian yang ditampilkan.
dash-onboardings-show-all = Tampilkan semua
dash-onboardings-reference = Referensi
dash-onboardings-begun = Dimulai
dash-onboardings-step = Langkah
dash-onboardings-updated = Berubah
dash-onboardings-caption = Yang terbaru di atas. Waktu dalam UTC.
dash-onboardings-none = Belum ada pendaftaran
    .next = Begitu ada yang memulai dan boleh Anda lihat, pendaftarannya muncul di sini.
dash-onboardings-no-match = Tidak ada yang cocok
    .next = Tidak ada pendaftaran yang boleh Anda lihat yang cocok dengan saringan ini. Kurangi saringan, atau tampilkan semua.
dash-onboardings-pages = Halaman
dash-onboardings-newer = Lebih baru
dash-onboardings-older = Lebih lama
dash-onboardings-export = Ekspor
dash-onboardings-export-hint = Semua yang cocok dengan saringan, di semua halaman, dari klien yang boleh Anda ekspor. Tidak ada data pribadi di dalamnya. Ekspor ini akan dicatat.
dash-onboardings-export-csv = Unduh CSV
dash-onboardings-export-json = Unduh JSON
dash-onboardings-in-progress = Sedang berjalan
dash-onboardings-completed = Selesai
dash-onboardings-needs-review = Perlu ditinjau
dash-onboardings-stopped = Terhenti
dash-onboardings-rejected = Ditolak
dash-onboardings-cancelled = Dibatalkan
dash-onboardings-expired = Kedaluwarsa

### The dashboard: signing in
dash-sign-in-title = Masuk
dash-sign-in-name = Nama
dash-sign-in-password = Kata sandi
dash-sign-in-go = Masuk
dash-sign-in-lost = Kehilangan kata sandi atau aplikasi autentikator? Mintalah tautan penyiapan baru kepada admin.
dash-sign-in-wrong = Nama dan kata sandi tidak cocok. Periksa keduanya dan ketik kata sandi lagi.
dash-sign-in-too-soon = { $minutes ->
       *[other] Terlalu banyak percobaan yang gagal. Coba lagi dalam { $minutes } menit.
    }
dash-sign-in-over = Itu terlalu lama. Ketik nama dan kata sandi Anda lagi.
dash-sign-in-busy = Terlalu banyak orang sedang masuk saat ini. Coba lagi dalam satu menit.
dash-sign-in-second-title = Aplikasi autentikator Anda
dash-sign-in-code = Kode dari aplikasi autentikator
dash-sign-in-code-hint = 6 angka. Setiap kode berlaku satu kali.
dash-sign-in-second-wrong = Kode itu salah, atau sudah dipakai. Tunggu kode berikutnya dan ketik kode itu.
dash-sign-in-use-recovery = Pakai kode pemulihan
dash-sign-in-use-app = Pakai aplikasi autentikator
dash-sign-in-again = Mulai lagi
dash-sign-in-recovery-title = Kode pemulihan
dash-sign-in-recovery = Kode pemulihan
dash-sign-in-recovery-hint = Salah satu dari sepuluh kode yang Anda terima saat penyiapan. Setiap kode berlaku satu kali.

### The dashboard: setting up how to sign in
dash-set-up-title = Siapkan cara Anda masuk
dash-set-up-first = Anda operator pertama di sini: Anda akan menjadi admin untuk semua klien.
dash-set-up-for = Anda akan masuk sebagai
dash-set-up-name-hint = Satu huruf kecil, lalu huruf kecil, angka, - atau _; paling banyak 40. Nama ini tidak pernah berubah.
dash-set-up-display-name = Nama tampilan
dash-set-up-display-name-hint = Bagaimana operator lain membaca nama Anda.
dash-set-up-password-hint = 12 sampai 128 karakter. Beberapa kata yang tidak berkaitan itu baik.
dash-set-up-again = Kata sandi sekali lagi
dash-set-up-next = Lanjut
dash-set-up-wrong-name = Ini bukan nama. Mulai dengan huruf kecil, lalu pakai huruf kecil, angka, - atau _.
dash-set-up-wrong-name-taken = Sudah ada operator dengan nama ini. Pilih nama lain.
dash-set-up-wrong-display-name = Ketik bagaimana operator lain membaca nama Anda, paling banyak 100 karakter.
dash-set-up-wrong-short = Kata sandi perlu paling sedikit 12 karakter.
dash-set-up-wrong-long = Kata sandi paling banyak 128 karakter.
dash-set-up-wrong-common = Kata sandi ini termasuk yang pertama dicoba penyerang. Pilih yang lain.
dash-set-up-wrong-like-name = Kata sandi ini adalah nama Anda. Pilih yang lain.
dash-set-up-wrong-again = Kedua kata sandi berbeda. Ketik keduanya lagi.
dash-set-up-wrong-code = Kode ini tidak cocok. Tunggu kode berikutnya di aplikasi dan ketik kode itu.
dash-set-up-app-title = Tambahkan aplikasi autentikator
dash-set-up-app-lead = Pindai gambar ini dengan aplikasi autentikator. Aplikasi lalu menampilkan kode baru setiap 30 detik.
dash-set-up-app-picture = Kode QR untuk aplikasi autentikator Anda
dash-set-up-app-typed = Tidak dapat memindai? Ketik ini di aplikasi:
dash-set-up-finish = Selesai
dash-set-up-back = Pilih kata sandi lain
dash-set-up-codes-title = Simpan kode pemulihan Anda
dash-set-up-codes-lead = Jika Anda kehilangan aplikasi autentikator, satu dari kode ini membuat Anda dapat masuk. Setiap kode berlaku satu kali.
dash-set-up-codes-once = Kode ini ditampilkan sekali ini saja. Cetak, atau simpan di pengelola kata sandi.
dash-set-up-codes-kept = Sudah saya simpan
dash-set-up-dead-title = Tautan ini tidak berlaku lagi
dash-set-up-dead = Tautan sudah dipakai, atau lebih dari satu hari. Mintalah yang baru kepada admin; selama belum ada yang dapat masuk, server mencetaknya saat mulai.

### The dashboard: one's own account
dash-account-title = Akun Anda
dash-account-grants = Yang boleh Anda lakukan
dash-account-no-grants = Belum ada. Mintalah peran kepada admin.
dash-account-viewer = Melihat kasus
dash-account-reviewer = Memutuskan kasus
dash-account-admin = Mengurus klien, kunci dan operator
dash-account-every = untuk semua klien
dash-account-client = untuk klien { $client }
dash-account-ways = Cara Anda masuk
dash-account-codes-left = { $count ->
        [0] Kode pemulihan Anda habis. Siapkan cara masuk dari awal untuk mendapat sepuluh.
       *[other] Anda punya { $count } kode pemulihan.
    }
dash-account-anew-lead = Pilih kata sandi baru, tambahkan lagi aplikasi autentikator dan dapatkan kode pemulihan baru. Semua sesi berakhir, juga sesi ini.
dash-account-anew = Siapkan cara masuk dari awal
dash-account-prove-lead = Untuk mengubah cara Anda masuk, tunjukkan dulu bahwa ini Anda.
dash-account-prove = Ini saya
dash-account-single-only = Anda masuk dengan { $name }, dan tidak ada cara masuk lain: kata sandi, kunci sandi, dan kode pemulihan tidak berlaku di sini. Untuk mengganti kata sandi atau faktor kedua, lakukan di sana.
dash-account-sessions = Di mana Anda masuk
dash-account-by-app = kata sandi dan aplikasi autentikator
dash-account-by-passkey = kunci sandi
dash-account-by-recovery = kata sandi dan kode pemulihan
dash-account-by-single = masuk tunggal
dash-account-this = Ini tempat Anda sekarang
dash-account-since = Sejak
dash-account-seen = terakhir dipakai
dash-account-end = Akhiri sesi ini
dash-account-end-others = Keluar di tempat lain
dash-account-end-all = Keluar di semua tempat
dash-resets-title = Cara masuk Anda diganti
dash-resets-by = Oleh { $name }
dash-resets-command-line = Di baris perintah
dash-resets-next = Jika Anda tidak memintanya, segera beri tahu admin lain. Log audit mencatat apa yang dilakukan atas nama Anda.

### The dashboard: actions
dash-actions-title = Yang dapat Anda lakukan
dash-actions-back = Kembali ke kasus
dash-actions-approve = Setujui
    .what = Kasus selesai: klien diberi tahu dan dapat membaca hasilnya. Yang masih berjalan di penyedia dihentikan.
dash-actions-reject = Tolak
    .what = Keputusannya tidak, dan klien diberi tahu. Ini tidak dapat dibatalkan.
dash-actions-attempt = Izinkan percobaan lagi
    .what = Langkah ini dapat dilakukan sekali lagi, melebihi batasnya, dan pemohon melanjutkan.
dash-actions-cancel = Batalkan
    .what = Tidak ada yang dapat melanjutkan kasus ini, dan klien diberi tahu. Ini tidak dapat dibatalkan.
dash-actions-erase = Hapus
    .what = Semua yang diketahui tentang orang ini dimusnahkan, di sini dan di setiap cadangan. Kasus yang belum berakhir dibatalkan dahulu. Ini tidak dapat dibatalkan.
dash-actions-link = Buat tautan baru
    .what = Tautan sebelumnya tidak berlaku lagi. Siapa yang memakai tautan baru memegang pendaftaran ini sejak itu: kirimkan hanya kepada pemohon.
dash-actions-link-made = Tautan baru
    .once = Salin sekarang: tautan ini tidak ditampilkan lagi.
    .until = Dapat dipakai sampai (UTC):
dash-actions-redeliver = Kirim lagi
dash-actions-step = Langkah
dash-actions-reason = Alasan
dash-actions-reason-hint = 10 sampai 500 karakter. Disimpan bersama kasus, dan klien membacanya dalam bukti.
dash-actions-reason-wrong = Berikan alasan sepanjang 10 sampai 500 karakter.
dash-actions-typed = Ketik { $reference } untuk mengonfirmasi
dash-actions-typed-wrong = Yang Anda ketik bukan referensi kasus ini.
dash-actions-four-eyes = Ini menunggu operator kedua, yang mengonfirmasinya dalam 24 jam.
dash-actions-propose = Usulkan

### The dashboard: proposals
dash-proposals-title = Menunggu operator kedua
dash-proposals-lead = Tidak ada yang mengonfirmasi usulannya sendiri. Yang tidak dikonfirmasi dalam 24 jam tidak dilakukan.
dash-proposals-none = Tidak ada yang menunggu
    .when = Bila seseorang mengusulkan sesuatu yang memerlukan dua orang, usulan itu muncul di sini.
dash-proposals-approve = Setujui { $reference }
dash-proposals-reject = Tolak { $reference }
dash-proposals-attempt = Izinkan { $reference } mencoba lagi { $step }
dash-proposals-cancel = Batalkan { $reference }
dash-proposals-erase = Hapus { $reference }
dash-proposals-link = Buat tautan baru untuk { $reference }
dash-proposals-case = Kasus
dash-proposals-by = Diusulkan oleh
dash-proposals-until = Dapat dikonfirmasi sampai
dash-proposals-unchanged = Tidak ada yang berubah sejak itu.
dash-proposals-changed = Kasus ini berubah sejak itu, sehingga usulan ini tidak dapat dikonfirmasi lagi. Lihat kasusnya, lalu usulkan kembali.
dash-proposals-changed-status = Statusnya semula “{ $before }” dan sekarang “{ $now }”.
dash-proposals-changed-decision = Keputusan lain berlaku.
dash-proposals-changed-facts = Fakta ditambahkan atau dihapus.
dash-proposals-changed-attempts = Percobaan diizinkan atau dipakai.
dash-proposals-changed-other = Hal lain dari kasus ini berubah.
dash-proposals-own = Anda yang mengusulkan ini: orang lain harus mengonfirmasinya.
dash-proposals-not-yours = Anda sendiri tidak boleh melakukan ini, jadi Anda tidak dapat mengonfirmasinya.
dash-proposals-one-person = Salah satu dari Anda berdua mengganti cara masuk yang lain: orang lain harus mengonfirmasinya.
dash-proposals-confirm = Konfirmasi, dan lakukan sekarang
dash-proposals-refuse = Tolak usulan
dash-proposals-withdraw = Tarik kembali

### The dashboard: a case
dash-case-title = Kasus { $id }
dash-case-heading = Kasus
dash-case-back = Semua onboarding
dash-case-evidence = Unduh bukti
dash-case-messages = Pesan
dash-case-replay = Putar ulang
dash-case-head = Kasus ini
dash-case-status = Status
dash-case-client = Klien
dash-case-no-client = Tanpa klien: dimulai dari halaman awal
dash-case-journey = Alur dan versi
dash-case-begun = Dimulai
dash-case-changed = Terakhir berubah
dash-case-finished = Selesai
dash-case-expires = Berakhir
dash-case-erased-at = Dihapus
dash-case-codes = Kode dukungan
dash-case-none = Tidak ada
dash-case-steps = Langkah
dash-case-advice-erased = Data orang ini telah dihapus. Yang tersisa mengatakan apa yang terjadi, bukan tentang siapa.
dash-case-advice-unopened = Pemohon belum membuka tautannya. Buat tautan baru jika hilang.
dash-case-advice-applicant = Giliran pemohon pada langkah “{ $step }”. Tidak ada yang perlu dilakukan.
dash-case-advice-provider = Penyedia belum menjawab pada langkah “{ $step }”. Kami terus bertanya; tidak ada yang perlu dilakukan.
dash-case-advice-not-begun = Layar penyedia tidak dapat dibuka pada langkah “{ $step }”: { $why } Pemohon dapat mencoba lagi; apakah panggilan dikirim, lihat koneksinya di pengaturan.
dash-case-advice-stopped = Halaman penyedia berhenti pada langkah “{ $step }”: { $why } Pemohon dapat memulainya lagi.
dash-case-advice-again = Pemeriksaan terakhir pada langkah “{ $step }” tidak berhasil: { $why } Pemohon dapat mencoba lagi.
dash-case-advice-exhausted = Tidak ada percobaan tersisa pada langkah “{ $step }”: { $why } Izinkan percobaan lain, atau putuskan.
dash-case-advice-review = Seseorang harus memutuskan. Kasus ini sampai di sini karena aturan “{ $rule }”: lihat fakta dan kecocokan, lalu setujui atau tolak.
dash-case-advice-short = Yang kurang: { $short }.
dash-case-advice-handed = Pemohon meminta bantuan orang. Hubungi pemohon, lalu putuskan.
dash-case-advice-approved = Disetujui oleh aturan “{ $rule }”. Tidak ada yang perlu dilakukan.
dash-case-advice-rejected = Ditolak oleh aturan “{ $rule }”. Tidak ada yang perlu dilakukan kecuali pemohon berkeberatan.
dash-case-advice-approved-by-operator = Seorang operator menyetujuinya. Tidak ada yang perlu dilakukan.
dash-case-advice-rejected-by-operator = Seorang operator menolaknya. Tidak ada yang perlu dilakukan kecuali pemohon berkeberatan.
dash-case-advice-cancelled = Dibatalkan sebelum ada keputusan. Tidak ada yang perlu dilakukan.
dash-case-advice-disowned = Orang yang membuka tautan mengatakan bahwa ini bukan miliknya. Tanyakan kepada klien untuk siapa tautan itu.
dash-case-advice-expired = Waktunya habis. Klien dapat memulai yang baru.
dash-case-reason-unknown = alasannya tidak diketahui.
dash-case-reason-left = pemohon menutup layar penyedia.
dash-case-reason-cancelled = pemohon membatalkan.
dash-case-reason-access-denied = penyedia tidak memberi akses ke data; mungkin pemohon tidak mengizinkannya.
dash-case-reason-session-expired = sesi penyedia telah berakhir.
dash-case-reason-camera-denied = kamera ditolak, oleh peramban atau oleh pemohon.
dash-case-reason-attempts-exhausted = penyedia tidak mengizinkan percobaan lagi.
dash-case-reason-not-accepted = penyedia tidak menerima yang dikirimkan.
dash-case-reason-contact-mismatch = jawabannya tentang nomor telepon lain.
dash-case-reason-not-ours = yang kembali milik sesi lain.
dash-case-reason-not-verified = yang kembali tidak dapat diverifikasi; aturannya ada di linimasa.
dash-case-reason-data-missing = sumbernya tidak memiliki data yang diperlukan langkah ini.
dash-case-reason-data-expired = data tidak disetujui tepat waktu dan telah dimusnahkan.
dash-case-reason-provider-error = penyedia melaporkan kesalahannya sendiri.
dash-case-reason-unavailable = penyedia tidak dapat dihubungi.
dash-case-reason-misconfigured = koneksi tidak diatur seperti yang diminta penyedia.
dash-case-reason-interrupted = proses kami berakhir di antara pengiriman kode sekali pakai dan penyimpanan jawaban.
dash-case-reason-too-many-starts = dimulai terlalu sering.
dash-case-status-in-progress = Sedang berjalan
dash-case-status-completed = Selesai
dash-case-status-needs-review = Perlu ditinjau
dash-case-status-stopped = Terhenti
dash-case-status-rejected = Ditolak
dash-case-status-cancelled = Dibatalkan
dash-case-status-expired = Kedaluwarsa
dash-case-step-later = Belum dapat dimulai
dash-case-step-ready = Siap
dash-case-step-in-progress = Sedang berjalan
dash-case-step-problem = Ada masalah
dash-case-step-done = Selesai
dash-case-step-exhausted = Tidak ada percobaan tersisa
dash-case-step-skipped = Dilewati
dash-case-step-not-needed = Tidak diperlukan
dash-case-facts = Yang diketahui
dash-case-no-facts = Tidak ada yang diketahui tentang orang ini.
dash-case-no-values = Tidak mengatakan lebih dari itu.
dash-case-fact-from = Dari langkah “{ $step }”, oleh { $source }
dash-case-assurance = tingkat keyakinan { $value }
dash-case-verified = Klaim terverifikasi
dash-case-said = Yang dikatakan klien
dash-case-show = Tampilkan
dash-case-show-hidden = { $claim }
dash-case-shown-until = Ditampilkan kepada Anda sampai
dash-case-reveal = Tampilkan sebuah nilai
dash-case-reveal-value = Nilai
dash-case-reveal-reason = Mengapa Anda memerlukannya
dash-case-reveal-hint = 10 sampai 500 karakter. Ditampilkan kepada Anda selama lima menit; siapa yang membacanya dan mengapa tetap ada di log audit.
dash-case-reveal-do = Tampilkan kepada saya
dash-case-reveal-wrong = Sebutkan alasannya dalam 10 sampai 500 karakter
dash-case-note = Tulis catatan
dash-case-note-text = Catatan
dash-case-note-hint = 1 sampai 2000 karakter. Semua orang yang boleh membaca kasus ini membacanya; pemohon tidak.
dash-case-note-do = Simpan catatan
dash-case-note-wrong = Tulis catatan 1 sampai 2000 karakter
dash-case-matches = Kecocokan dan sinyal
dash-case-match-rule = Aturan
dash-case-match-between = Antara
dash-case-match-verdict = Hasil
dash-case-match-exact = Sama
dash-case-match-normalised = Sama, ditulis berbeda
dash-case-match-fuzzy = Mungkin sama
dash-case-match-mismatch = Tidak sama
dash-case-match-missing = Satu sisi tidak ada
dash-case-signals = Sinyal
dash-case-signal-national-id = Onboarding lain memiliki nomor identitas yang sama
dash-case-signal-phone = Onboarding lain memiliki nomor telepon yang sama
dash-case-signal-subject = Onboarding lain memakai akun yang sama di penyedia
dash-case-signal-device = Banyak onboarding di satu peramban
dash-case-signal-phone-velocity = Satu nomor telepon sering ditanyakan
dash-case-signal-edited = Pemohon mengubah nilai yang diisi oleh sumber terverifikasi
dash-case-signal-taken-over = Peramban lain mengambil alih setelah pemeriksaan dimulai
dash-case-timeline = Linimasa
dash-case-filter = Tampilkan hanya
dash-case-filter-do = Saring
dash-case-kind-log = Log
dash-case-kind-checks = Pemeriksaan
dash-case-kind-calls = Penyedia
dash-case-kind-messages = Pesan
dash-case-kind-webhooks = Webhook
dash-case-kind-decisions = Keputusan
dash-case-kind-notes = Catatan
dash-case-no-entries = Tidak ada kejadian jenis ini.
dash-case-newest = Terbaru
dash-case-older = Lebih lama
dash-case-pages = Halaman linimasa
dash-case-moved = { $step }, pemeriksaan { $number }: { $moved }
dash-case-called = { $connection }: { $call } – { $outcome }
dash-case-session = { $connection }: sesi { $number } dibuka
dash-case-said-accepted = Pesan diterima
dash-case-said-refused = Pesan tidak diterima: { $rule }
dash-case-written = { $kind }: { $state }
dash-case-sent = { $kind } dikirim, percobaan { $number }
dash-case-decided = { $conclusion }, oleh { $rule }
dash-case-noted = Catatan oleh { $who }
dash-case-by = oleh
dash-case-http = status HTTP
dash-case-took = selama
dash-case-step = langkah
dash-case-signal = karena
dash-case-why = alasan
dash-case-rule = aturan
dash-case-presentation = ditampilkan sebagai
dash-case-reference = id penyedia
dash-case-origin = asal
dash-case-count = pesan
dash-case-event = kejadian
dash-case-inspect = Periksa
dash-case-endpoint = endpoint
dash-case-problem = masalah
dash-case-gone = Dihapus.

### The dashboard: the message inspector
dash-messages-title = Pesan dari bingkai
dash-messages-lead = Apa yang dikatakan halaman penyedia, dan aturan mana yang menilainya. Teks dan angka disamarkan; strukturnya seperti aslinya.
dash-messages-back = Kasus
dash-messages-erased = Isinya telah dihapus.
dash-messages-none = Tidak ada bingkai yang mengatakan sesuatu.
dash-messages-checks = Pemeriksaan
dash-messages-check = { $step }, pemeriksaan { $number } ({ $rows })
dash-messages-pages = Halaman pesan
dash-messages-more = Pesan berikutnya
dash-messages-accepted = Diterima
dash-messages-unheeded = Dibaca, dan tidak mengubah apa pun
dash-messages-refused = Ditolak
dash-messages-origin = Asal
dash-messages-source = Sumber
dash-messages-ours = Jendela bingkai kami
dash-messages-not-ours = Jendela lain
dash-messages-shape = Bentuk
dash-messages-not-kept = Tidak disimpan
dash-messages-rule = Aturan
dash-messages-event = Dihitung sebagai
dash-messages-size = Ukuran
dash-messages-bytes = { $bytes } bita, { $count } kali
dash-messages-attempt = Sesi penyedia
dash-messages-rule-source = Tidak berasal dari jendela bingkai kami.
dash-messages-rule-origin = Asalnya tidak tercantum pada koneksi.
dash-messages-rule-size = Lebih besar daripada yang boleh dikirim bingkai.
dash-messages-rule-shape = Tidak dapat dinyatakan dalam JSON.
dash-messages-rule-rate = Lebih dari 20 datang dalam satu menit.
dash-messages-rule-late = Pemeriksaan sudah selesai, atau penyedia mengatakan bahwa tidak ada lagi yang menyusul.
dash-messages-rule-early = Bingkai belum memperkenalkan diri sebelumnya.
dash-messages-rule-foreign = Tentang sesi lain.
dash-messages-rule-unexpected = Kontrak penyedia tidak mengenalnya.

### The dashboard: overview
dash-overview-title = Ikhtisar
dash-overview-retention = Retensi dihentikan oleh pengamannya
dash-overview-retention-next = Tidak ada yang dihapus dengan sendirinya sampai admin mengonfirmasi.
dash-overview-retention-look = Lihat dan konfirmasi
dash-overview-as-table = { $title }: sebagai tabel
dash-overview-window = Dimulai dalam
dash-overview-days = { $days } hari terakhir
dash-overview-client = Klien
dash-overview-all-clients = Semua klien
dash-overview-journey = Alur
dash-overview-all-journeys = Semua alur
dash-overview-no-tests = Semua kecuali uji coba
dash-overview-all-modes = Semua, termasuk uji coba
dash-overview-tests-left-out = Pendaftaran dengan kunci uji coba tidak dihitung.
    .link = Tampilkan uji coba
dash-overview-tests-only = Hanya pendaftaran dengan kunci uji coba yang dihitung.
    .link = Kecualikan uji coba
dash-overview-tests-counted = Pendaftaran dengan kunci uji coba ikut dihitung.
    .link = Kecualikan uji coba
dash-overview-show = Tampilkan
dash-overview-empty = Tidak ada pendaftaran yang dimulai dalam { $days } hari terakhir
    .next = Begitu seseorang memulai, langkah-langkahnya dihitung di sini. Pilih waktu yang lebih panjang, klien lain, jenis lain, atau alur lain untuk melihat lebih jauh.
dash-overview-begun = Dimulai
dash-overview-opened = Dibuka oleh pemohon
dash-overview-of-begun = { $share } dari yang dimulai
dash-overview-in-progress = Sedang berjalan
dash-overview-completed = Selesai
dash-overview-needs-review = Perlu ditinjau
dash-overview-stopped = Terhenti
dash-overview-rejected = Ditolak
dash-overview-cancelled = Dibatalkan
dash-overview-expired = Kedaluwarsa
dash-overview-taken-back = Ditarik oleh klien
dash-overview-disowned = "Ini bukan saya"
dash-overview-handed-over = Meminta bantuan petugas
dash-overview-webhooks = Webhook menunggu
dash-overview-webhooks-since = yang pertama sejak { $time }
dash-overview-webhooks-none = tidak ada yang menunggu
dash-overview-standing = Keadaannya sekarang
    .text = Pendaftaran yang dimulai dalam waktu ini, menurut statusnya sekarang.
dash-overview-status = Status
dash-overview-onboardings = Pendaftaran
dash-overview-share = Bagian
dash-overview-per-day = Dimulai dan selesai, per hari
    .text = Setiap kolom adalah satu hari (UTC): semua yang dimulai pada hari itu, dan dengan warna lebih kuat yang kini sudah selesai.
dash-overview-day = Hari
dash-overview-funnel = Perjalanan: { $journey }
dash-overview-funnel-text = Dari semua pendaftaran yang dimulai, berapa yang dibuka pemohon, berapa yang melewati setiap langkah (selesai atau dilewati), dan berapa yang tuntas.
dash-overview-step = Langkah
dash-overview-reached = Dicapai
dash-overview-done = Selesai
dash-overview-passed-over = Dilewati
dash-overview-times = Waktu per langkah: { $journey }
dash-overview-times-text = Sejak langkah dapat dilakukan sampai selesai: separuhnya paling lama waktu pertama, 95 dari 100 paling lama waktu kedua.
dash-overview-times-none = Tidak ada langkah yang selesai dalam waktu ini.
dash-overview-dropouts = Di mana dan mengapa mereka berhenti
    .text = Langkah tempat pemohon berada, bagaimana pendaftaran berakhir, dan alasan terbaru pada langkah itu.
dash-overview-dropouts-none = Tidak ada yang berhenti dalam waktu ini.
dash-overview-no-step = tanpa langkah terbuka
dash-overview-how = Bagaimana
dash-overview-reason = Alasan
dash-overview-recovery = Pulih setelah kegagalan
    .text = Langkah yang pemeriksaan pertamanya gagal, menurut alasannya, dan berapa yang diselesaikan oleh pemeriksaan berikutnya.
dash-overview-recovery-none = Tidak ada pemeriksaan yang gagal dalam waktu ini.
dash-overview-failed = Gagal
dash-overview-recovered = Pulih
dash-overview-devices = Perangkat
    .text = Perangkat yang dipakai pemohon untuk membuka pendaftarannya, menurut perambannya.
dash-overview-device = Perangkat
dash-overview-phone = Ponsel
dash-overview-tablet = Tablet
dash-overview-desktop = Komputer
dash-overview-other-device = Tidak diketahui
dash-overview-shown = Keberhasilan menurut tampilan dan perangkat
    .text = Pemeriksaan yang berakhir dalam waktu ini: berapa yang berhasil.
dash-overview-shown-none = Tidak ada pemeriksaan yang berakhir dalam waktu ini.
dash-overview-frame = Dalam bingkai
dash-overview-page = Di halaman tersendiri
dash-overview-connection = Koneksi
dash-overview-checks = Pemeriksaan berakhir
dash-overview-providers = Penyedia
    .text = Lama panggilan: separuhnya paling lama waktu pertama, 95 dari 100 paling lama waktu kedua. Warna lain berarti ada panggilan yang gagal.
dash-overview-providers-none = Tidak ada koneksi, dan tidak ada panggilan dalam waktu ini.
dash-overview-calls = Panggilan
dash-overview-errors = Apa yang salah
dash-overview-circuit = Sirkuit
dash-overview-circuit-closed = panggilan keluar
dash-overview-circuit-half-open = satu panggilan mencoba
dash-overview-circuit-open = tanpa panggilan
dash-overview-circuit-notice = { $connection } gagal beberapa kali berturut-turut. Server ini akan memanggilnya lagi sebentar lagi, satu panggilan setiap kali.
dash-overview-endings = Akhir pemeriksaan
dash-overview-error-unavailable = tidak terjangkau
dash-overview-error-misconfigured = salah pengaturan
dash-overview-error-unexpected = jawaban tak terduga
dash-overview-error-not-ours = milik sesi lain
dash-overview-error-not-verified = tidak terverifikasi
dash-overview-error-unsupported = tidak didukung
dash-overview-ending-succeeded = Berhasil
dash-overview-ending-refused = ditolak
dash-overview-ending-cancelled = dibatalkan
dash-overview-ending-exhausted = percobaan habis
dash-overview-ending-failed = gagal
dash-overview-ending-expired = kedaluwarsa
dash-overview-novelties = Tidak dikenal dalam kontrak
    .text = Apa yang dikatakan penyedia kepada server ini sejak dimulai dan tidak ada dalam kontraknya. Belum ada yang bergantung padanya: baca catatan perubahannya.
dash-overview-novelty = Apa
dash-overview-place = Di mana
dash-overview-times-seen = Kali
dash-overview-messages = Pesan bingkai
    .text = Menurut koneksi dan putusan. "accepted" adalah yang seharusnya; setiap kata lain adalah aturan yang menolaknya.
dash-overview-frame-events = Laporan bingkai
    .text = Peristiwa dari halaman penyedia sendiri, menurut koneksi.
dash-overview-word = Jenis
dash-overview-count = Jumlah
dash-overview-usage = Pemakaian dan anggaran
    .text = Panggilan berbayar setiap klien dalam 24 jam terakhir, dari yang diizinkan anggarannya.
dash-overview-usage-none = Tidak ada klien yang memakai apa pun dalam waktu ini.
dash-overview-today = 24 jam terakhir
dash-overview-budget = Anggaran
dash-overview-billable = Panggilan berbayar dalam waktu ini
dash-overview-over-budget = Ditolak anggaran
dash-overview-keys = Kunci yang segera berakhir
dash-overview-keys-none = Tidak ada kunci API yang berakhir dalam 14 hari.
dash-overview-key = Kunci
dash-overview-ends = Berakhir
dash-overview-milliseconds = { $number } md
dash-overview-seconds = { $number } dtk
dash-overview-minutes = { $number } mnt
dash-overview-hours = { $number } jam
dash-overview-long = { $number } hari
dash-overview-reason-none = alasan tidak diketahui
dash-overview-reason-left = menutup halaman penyedia
dash-overview-reason-cancelled = dibatalkan
dash-overview-reason-access-denied = tidak memberi akses
dash-overview-reason-session-expired = waktu habis
dash-overview-reason-camera-denied = tanpa kamera
dash-overview-reason-attempts-exhausted = percobaan habis
dash-overview-reason-not-accepted = tidak diterima
dash-overview-reason-contact-mismatch = nomor telepon lain
dash-overview-reason-not-ours = milik sesi lain
dash-overview-reason-not-verified = tidak terverifikasi
dash-overview-reason-data-missing = data kurang
dash-overview-reason-data-expired = terlambat disetujui
dash-overview-reason-provider-error = kesalahan pada penyedia
dash-overview-reason-unavailable = penyedia tidak terjangkau
dash-overview-reason-misconfigured = koneksi salah pengaturan
dash-overview-reason-interrupted = proses kami terputus
dash-overview-reason-too-many-starts = terlalu sering dimulai

### The dashboard: pieces of forms and lists
dash-piece-typed = Ketik { $name } untuk memastikan
dash-piece-typed-wrong = Yang Anda ketik bukan nama di atas
dash-piece-refused = Itu tidak dilakukan

### The dashboard: why a form of the settings was refused
dash-refusal-name = Nama diawali huruf kecil, dan hanya berisi huruf kecil, angka, tanda hubung, dan garis bawah
dash-refusal-name-reserved = Nama ini sudah disediakan untuk sistem. Pilih nama lain
dash-refusal-client-taken = Sudah ada klien dengan nama ini. Pilih nama lain
dash-refusal-operator-taken = Sudah ada operator dengan nama ini. Pilih nama lain
dash-refusal-display-name = Ketik 1 sampai 100 karakter, tanpa karakter kontrol dan karakter yang membalik arah teks
dash-refusal-return-urls = Setiap URL kembali harus diawali https dan ditulis lengkap, tanpa nama pengguna, fragmen, atau parameter onboarding dan result_code. Satu klien memiliki paling banyak 50
dash-refusal-return-url = URL kembali harus diawali https dan ditulis lengkap, tanpa nama pengguna, fragmen, atau parameter onboarding dan result_code. Satu klien memiliki paling banyak 50
dash-refusal-no-scope = Pilih yang boleh dilakukan dengan kunci ini
dash-refusal-label = Ketik paling banyak 100 karakter
dash-refusal-sources = Ketik jaringan yang dipisahkan koma, misalnya 203.0.113.0/24, atau kosongkan
dash-refusal-days = Ketik angka dari 1 sampai 3650, atau kosongkan
dash-refusal-no-client = Tidak ada klien seperti itu. Pilih yang lain
dash-refusal-claimed-long = Ketik paling banyak 255 karakter, tanpa karakter kontrol
dash-refusal-claimed-taken = Operator lain bernama seperti itu di sana. Ketik nama yang hanya dimiliki operator ini
dash-refusal-own = Mintalah admin lain: tidak seorang pun mencabut hak sendiri atau memberi hak baru kepada diri sendiri.
dash-refusal-own-sign-in = Siapkan cara masuk Anda sendiri di halaman akun Anda.
dash-refusal-not-fresh = Dengan ini seseorang dapat masuk sebagai operator itu. Tunjukkan faktor kedua Anda sekali lagi di halaman akun Anda, atau masuk kembali, lalu lakukan ini.
dash-refusal-no-single = Tidak ada single sign-on dalam konfigurasi.
dash-refusal-single-only = Operator masuk dengan single sign-on dan tidak dengan cara lain, jadi tidak ada tautan penyiapan.
dash-refusal-operator-disabled = Operator ini nonaktif. Aktifkan dahulu.
dash-refusal-endpoint-disabled = Endpoint ini nonaktif. Aktifkan dahulu.
dash-refusal-endpoint-deleted = Klien sudah menghapus endpoint ini. Tidak ada lagi yang dikirim ke sana.
dash-refusal-reason = Berikan alasan paling banyak 500 karakter.
dash-refusal-version-unknown = Versi alur ini sudah tidak ada. Pilih salah satu dari daftar.
dash-refusal-version-active = Versi ini sudah aktif. Pilih yang lain.
dash-refusal-version-connection = Versi ini memakai koneksi yang tidak dikonfigurasi. Konfigurasikan koneksinya, atau pilih versi lain.
dash-refusal-version-findings = Dengan koneksi saat ini, pemeriksaan otomatis menemukan masalah pada versi ini. Temuannya ada di daftar versi. Pilih yang lain.
dash-refusal-own-proposal = Anda sendiri yang mengusulkannya. Orang kedua harus memastikannya.
dash-refusal-one-sign-in = Salah satu dari Anda berdua mengganti cara masuk yang lain, jadi Anda dihitung sebagai satu orang. Orang lain harus memastikannya.
dash-refusal-scenario = Simulator tidak dapat memainkannya. Pilih skenario dari daftar, dan untuk berapa sesi.

### The dashboard: control
dash-control-title = Kendali
dash-control-paused = Yang dihentikan sementara
dash-control-none = Tidak ada yang dihentikan sementara
    .more = Permohonan baru dan pemeriksaan dapat dimulai di mana saja.
dash-control-starts = Semua permulaan baru
dash-control-journey = Permohonan baru dari alur { $name }
dash-control-connection = Pemeriksaan lewat koneksi { $name }
dash-control-what = Apa
dash-control-what-wrong = Sudah dihentikan sementara, atau tidak lagi dikonfigurasi
dash-control-since = Sejak
dash-control-until = Sampai
dash-control-reason = Alasan
dash-control-reason-hint = Untuk operator dan log audit, misalnya nomor tiket.
dash-control-reason-wrong = Berikan alasan paling banyak 500 karakter
dash-control-text = Yang dibaca pemohon ({ $language })
dash-control-text-hint = Katakan kapan dapat kembali, atau apa lagi yang dapat dilakukan.
dash-control-text-wrong = Berikan teks paling banyak 500 karakter dalam setiap bahasa
dash-control-begin = Mulai penghentian sementara
dash-control-begin-lead = Berlaku di setiap server dalam beberapa detik. Yang sudah mulai dapat melanjutkan; cara lain tetap terbuka; tidak ada yang dihitung.
dash-control-end = Akhiri penghentian ini
dash-control-over = Penghentian yang sudah berakhir
dash-control-versions = Versi alur
dash-control-versions-lead = Permohonan baru dimulai dengan versi aktif. Yang sudah mulai tetap dengan versinya. Versi lain memerlukan dua orang: satu mengusulkan, yang lain memastikan.
dash-control-activated = Diusulkan oleh { $by }, dipastikan oleh { $and }:
dash-control-version = Versi
dash-control-state = Keadaan
dash-control-seen = Pertama dikonfigurasi
dash-control-steps = Langkah
dash-control-findings = Temuan linter
dash-control-no-findings = Tidak ada
dash-control-active = Aktif
dash-control-configured = Dalam konfigurasi
dash-control-waits = { $by } mengusulkan versi { $version }
dash-control-open-until = dapat dipastikan sampai
dash-control-own = Orang lain harus memastikannya.
dash-control-overtaken = Sejak itu versi lain menjadi aktif. Usulkan lagi.
dash-control-confirm = Pastikan dan aktifkan
dash-control-refuse = Tolak
dash-control-withdraw = Tarik kembali
dash-control-propose = Usulkan versi lain
dash-control-propose-hint = Tidak ada yang berubah sebelum orang kedua memastikannya, dalam tujuh hari.

### The dashboard: settings
dash-settings-none = Di sini tidak ada yang boleh Anda ubah.
dash-settings-clients = Klien
    .about = Backend siapa yang memanggil API: URL kembali dan kunci.
dash-settings-endpoints = Endpoint webhook
    .about = Ke mana peristiwa dikirim, dan bagaimana hasil setiap pengiriman.
dash-settings-operators = Operator
    .about = Siapa boleh melakukan apa, dan untuk klien mana.
dash-settings-connections = Koneksi
    .about = Akun di penyedia, apa yang diizinkan, dan apa kata linter.
dash-settings-kept = Berapa lama disimpan
dash-settings-kept-lead = Ini diatur dalam konfigurasi.
dash-settings-kept-open = Permohonan yang tidak diselesaikan siapa pun
dash-settings-kept-link = Tautan yang tidak dibuka siapa pun
dash-settings-kept-code = Kode hasil
dash-settings-kept-over = Permohonan yang sudah selesai
dash-settings-kept-deliveries = Pengiriman webhook
dash-settings-kept-signals = Pengenal yang dibandingkan dengan milik orang lain
dash-settings-kept-audit = Log audit
dash-settings-until-erased = sampai kliennya atau seorang operator menghapusnya
dash-settings-for-good = untuk selamanya; rincian permohonan berakhir bersama penghapusannya
dash-settings-minutes = { $count } menit
dash-settings-hours = { $count } jam
dash-settings-days = { $count ->
        [0] tidak dibandingkan
       *[other] { $count } hari
    }

### The dashboard: clients
dash-clients-none = Belum ada klien
    .more = Klien adalah backend yang memanggil API. Pemohon dari halaman awal tidak memerlukannya.
dash-clients-name = Nama
dash-clients-name-hint = Huruf kecil, angka, tanda hubung, dan garis bawah. Tidak pernah berubah.
dash-clients-shown = Yang dibaca pemohon
dash-clients-state = Keadaan
dash-clients-enabled = Aktif
dash-clients-disabled = Nonaktif
dash-clients-urls = URL kembali
dash-clients-urls-hint = Satu pada setiap baris. Pemohon dikirim kembali ke sini, persis seperti tertulis.
dash-clients-no-urls = Tidak ada. Tidak seorang pun dapat dikirim kembali.
dash-clients-url = Satu URL kembali lagi
dash-clients-url-hint = https, ditulis lengkap.
dash-clients-add-url = Tambah
dash-clients-remove = Hapus
dash-clients-add = Tambah klien
dash-clients-keys = Kunci API
dash-clients-no-keys = Belum ada kunci
    .more = Tanpa kunci, backend-nya tidak dapat memanggil API.
dash-clients-key = Kunci
dash-clients-scopes = Yang boleh dilakukan
dash-clients-sources = Dari mana
dash-clients-sources-hint = Jaringan dipisahkan koma, misalnya 203.0.113.0/24. Kosong: dari mana saja.
dash-clients-anywhere = Dari mana saja
dash-clients-used = Terakhir dipakai
dash-clients-never = Belum pernah
dash-clients-ends = Berakhir
dash-clients-no-end = Ketika diakhiri
dash-clients-key-live = Diterima
dash-clients-key-expired = Kedaluwarsa
dash-clients-key-revoked = Diakhiri
dash-clients-revoke = Akhiri kunci ini
dash-clients-revoke-happens = Mulai sekarang ditolak, dan tidak dapat dikembalikan.
dash-clients-make-key = Buat kunci
dash-clients-label = Untuk apa
dash-clients-mode = Mode
dash-clients-test = Uji: tanpa koneksi nyata
dash-clients-live = Nyata
dash-clients-days = Berakhir setelah sekian hari
dash-clients-days-hint = Kosong: ketika diakhiri.
dash-clients-new-key = Kunci baru
dash-clients-new-key-once = Hanya ditampilkan sekali ini. Simpan di tempat backend menyimpan rahasianya.
dash-clients-switch = Aktifkan atau nonaktifkan
dash-clients-disable = Nonaktifkan klien ini
dash-clients-disable-happens = Semua kuncinya ditolak mulai sekarang. Pemohonnya dapat melanjutkan.
dash-clients-enable = Aktifkan klien ini

### The dashboard: webhook endpoints
dash-endpoints-none = Tidak ada endpoint
    .more = Klien mendaftarkannya lewat API.
dash-endpoints-url = Alamat
dash-endpoints-client = Klien
dash-endpoints-mode = Mode
dash-endpoints-state = Keadaan
dash-endpoints-good = Aktif
dash-endpoints-failing = Gagal sejak
dash-endpoints-off = Nonaktif
dash-endpoints-off-gone = Nonaktif: menjawab bahwa sudah tidak ada
dash-endpoints-off-failing = Nonaktif: terlalu lama tidak ada yang sampai
dash-endpoints-about = Untuk apa
dash-endpoints-events = Peristiwa
dash-endpoints-everything = Semua tentang permohonan dan endpoint
dash-endpoints-signed = Ditandatangani dengan
dash-endpoints-since = Terdaftar
dash-endpoints-test = Kirim peristiwa uji
dash-endpoints-enable = Aktifkan
dash-endpoints-disable = Nonaktifkan
dash-endpoints-disable-happens = Tidak ada lagi yang dikirim ke sana, dan yang tertunda dibatalkan. Yang dibatalkan dapat dikirim lagi nanti.
dash-endpoints-deliveries = Pengiriman
dash-endpoints-nothing = Belum ada yang dikirim
    .more = Peristiwa uji menunjukkan apakah berfungsi.
dash-endpoints-event = Peristiwa
dash-endpoints-attempts = Percobaan
dash-endpoints-took = { $ms } md
dash-endpoints-next = Percobaan berikutnya
dash-endpoints-again = Kirim lagi
dash-endpoints-older = Pengiriman yang lebih lama
dash-endpoints-pending = Tertunda
dash-endpoints-delivered = Sampai
dash-endpoints-failed = Gagal
dash-endpoints-dropped = Dibatalkan

### The dashboard: operators
dash-operators-name = Nama
dash-operators-name-hint = Huruf kecil, angka, tanda hubung, dan garis bawah. Tidak pernah berubah.
dash-operators-shown = Yang dibaca orang lain
dash-operators-state = Keadaan
dash-operators-enabled = Aktif
dash-operators-disabled = Nonaktif
dash-operators-may = Yang boleh dilakukan
dash-operators-nothing = Belum ada
dash-operators-viewer = Pelihat
dash-operators-reviewer = Peninjau
dash-operators-admin = Admin
dash-operators-everywhere = { $role } untuk setiap klien
dash-operators-for = { $role } untuk { $client }
dash-operators-every = Setiap klien
dash-operators-add = Tambah operator
dash-operators-add-lead = Mula-mula tidak boleh melakukan apa pun, dan tidak dapat masuk sebelum Anda membuatkan tautan.
dash-operators-add-lead-single = Pada awalnya mereka tidak boleh melakukan apa pun, dan masuk dengan single sign-on.
dash-operators-role = Peran
dash-operators-client = Untuk
dash-operators-grant = Berikan
dash-operators-revoke = Ambil kembali
dash-operators-own = Ini Anda. Mintalah admin lain mengubah yang boleh Anda lakukan.
dash-operators-sign-in = Masuk
dash-operators-make-link = Buat tautan penyiapan
dash-operators-link = Tautan penyiapan
dash-operators-link-once = Hanya ditampilkan sekali ini, dan berlaku sekali dalam satu hari. Serahkan dengan cara yang Anda percayai.
dash-operators-disable = Nonaktifkan operator ini
dash-operators-disable-happens = Operator dikeluarkan dan tidak dapat melakukan apa pun lagi.
dash-operators-enable = Aktifkan operator ini
dash-operators-no-links = Tidak ada tautan penyiapan: operator masuk dengan { $name } dan tidak dengan cara lain.
dash-operators-single = Masuk dengan { $name }
dash-operators-single-bound = Satu akun di sana terikat dengan operator ini. Akun lain tidak dapat masuk sebagai operator ini.
dash-operators-single-unbound = Belum ada akun di sana yang terikat. Akun pertama yang bernama { $called } akan diikat.
dash-operators-single-email = Alamat email di sana
dash-operators-single-user-name = Nama pengguna di sana
dash-operators-single-subject = Subject di sana
dash-operators-single-hint = Kosongkan jika sama dengan nama di sini, { $name }.
dash-operators-single-save = Simpan
dash-operators-single-anew = Ikat akun lain
dash-operators-single-happens = Mereka dikeluarkan dari semua tempat, dan akun yang terikat tidak dapat masuk lagi sebagai mereka. Akun pertama yang bernama seperti yang Anda tulis di sini akan diikat sebagai gantinya.

### The dashboard: connections
dash-connections-lead = Koneksi diatur dalam konfigurasi; di sini hasilnya.
dash-connections-none = Tidak ada koneksi yang dikonfigurasi
    .more = Tanpa koneksi, tidak ada langkah yang dapat diperiksa di tempat lain.
dash-connections-name = Nama
dash-connections-kind = Penyedia
dash-connections-environment = Lingkungan
dash-connections-state = Keadaan
dash-connections-good = Panggilan dilakukan
dash-connections-trying = Mencoba lagi setelah kegagalan
dash-connections-resting = Sementara tanpa panggilan, setelah kegagalan
dash-connections-paused = Dihentikan sementara
dash-connections-journeys = Alur
dash-connections-findings = Temuan linter
dash-connections-no-findings = Tidak ada
dash-connections-findings-count = { $count } temuan
dash-connections-region = Tempat data disimpan
dash-connections-framework = Kerangka kepercayaan
dash-connections-not-said = Tidak disebutkan
dash-connections-flow = Versi alur penyedia
dash-connections-compared = Dibandingkan dengan dokumen penyedia
dash-connections-facts = Fakta yang dapat dinyatakan
dash-connections-biometric = Memeriksa wajah atau bagian tubuh lain
dash-connections-not-everyone = Tidak untuk semua orang
dash-connections-yes = Ya
dash-connections-no = Tidak
dash-connections-permitted = Boleh dipakai untuk
dash-connections-purpose = Tujuan
dash-connections-by = Diizinkan oleh
dash-connections-by-contract = Kontrak akun ini
dash-connections-by-provider = Dokumen penyedia
dash-connections-source = Sumber
dash-connections-date = Dilihat pada
dash-connections-sheet = Yang harus diberitahukan kepada penyedia
dash-connections-sheet-lead = Sama dengan yang dicetak vestibule provider sheet.

### The dashboard: the audit log
dash-audit-lead = Yang terjadi di server ini, terbaru lebih dulu. Peristiwa permohonan ada dalam rantainya sendiri.
dash-audit-onboarding = Permohonan
dash-audit-onboarding-hint = Id-nya. Kosong: rantai milik server.
dash-audit-onboarding-wrong = Itu bukan id permohonan
dash-audit-kind = Apa yang terjadi
dash-audit-kind-hint = Awalannya, misalnya client.
dash-audit-actor = Oleh siapa
dash-audit-actor-hint = Awalannya, misalnya operator:
dash-audit-since = Dari
dash-audit-until = Sampai
dash-audit-day-hint = Tahun, bulan, hari: 2026-11-22. Dalam UTC.
dash-audit-day-wrong = Itu bukan hari
dash-audit-show = Tampilkan
dash-audit-all = Tampilkan semua
dash-audit-none = Tidak ada yang ditemukan
    .more = Tidak ada dalam rantai ini yang cocok dengan pencarian Anda.
dash-audit-number = Nomor
dash-audit-at = Kapan
dash-audit-detail = Rincian dan hash
dash-audit-sealed = Tersegel. Baca di halaman kasusnya.
dash-audit-older = Peristiwa yang lebih lama
dash-audit-verify = Verifikasi rantai ini
dash-audit-verify-lead = Setiap baris, setiap rincian, dan ujungnya dibandingkan dengan hash-nya. Seluruh log dengan checkpoint-nya diverifikasi oleh vestibule audit verify.
dash-audit-whole = Rantai masih seperti ketika ditulis: { $count } baris.
dash-audit-broken = Log tidak lagi seperti ketika ditulis
    .next = Biarkan basis data seperti adanya dan bandingkan dengan ekspor atau checkpoint yang disimpan di tempat lain.

### The dashboard: the simulator
dash-simulator-lead = Yang dimainkan penyedia tiruan berikutnya, dan yang sudah dilihatnya. Hanya dalam Development.
dash-simulator-none = Tidak ada simulator yang dikonfigurasi
    .more = Atur server.simulator_inbox ke halaman tempat kode-kodenya ditampilkan.
dash-simulator-silent = Simulator tidak menjawab. Apakah sedang berjalan?
dash-simulator-clock = Jamnya:
dash-simulator-send = Kirim callback yang menunggu sekarang
dash-simulator-again = Kirim callback lagi
dash-simulator-reset = Lupakan semuanya
dash-simulator-next = Berikutnya memainkan
dash-simulator-nothing-next = Yang diminta pemohon
dash-simulator-count = Sesi
dash-simulator-callbacks = Callback
dash-simulator-scenario = Skenario
dash-simulator-times = Untuk berapa sesi
dash-simulator-play = Mainkan ini berikutnya
dash-simulator-sessions = Sesi terbaru

### The dashboard: live rows
dash-live-on = Daftar ini terus diperbarui.
dash-live-paused = Dijeda: daftar tetap seperti sekarang.
dash-live-away = Server tidak menjawab. Akan dicoba lagi sebentar lagi.
dash-live-ended = Anda sudah keluar. Daftar tetap seperti sekarang.
dash-live-refused = Daftar ini tidak dapat diperbarui lagi. Muat ulang halaman.
dash-live-again = Masuk lagi
dash-live-pause = Jeda pembaruan langsung
dash-live-gone = Sudah tidak ada
dash-live-changed-one = { $count } baris berubah
dash-live-changed-other = { $count } baris berubah
dash-live-newer = { $count ->
   *[other] { $count } baru, tampilkan
}
dash-live-newer-many = Lebih dari { $count } baru, tampilkan

### The dashboard: keyboard shortcuts
dash-shortcuts-title = Pintasan papan ketik
dash-shortcuts-lead = Berlaku di seluruh dasbor, kecuali saat Anda mengetik di sebuah kolom.
dash-shortcuts-no-script = Pintasan papan ketik memerlukan JavaScript, yang dimatikan di peramban ini.
dash-shortcuts-on = Pintasan aktif di peramban ini.
    .turn-off = Matikan
dash-shortcuts-off = Pintasan tidak aktif di peramban ini.
    .turn-on = Aktifkan
dash-shortcuts-everywhere = Di setiap halaman
dash-shortcuts-sections = Buka
dash-shortcuts-then = lalu
dash-shortcuts-help = Daftar ini
dash-shortcuts-search = Pencarian, di daftar pendaftaran
dash-shortcuts-next = Baris berikutnya dalam daftar
dash-shortcuts-previous = Baris sebelumnya

### The dashboard: passkeys
dash-passkeys-title = Kunci sandi
dash-passkeys-lead = Dengan kunci sandi Anda masuk memakai sidik jari, wajah atau PIN, tanpa kata sandi dan tanpa kode.
dash-passkeys-none = Anda belum punya.
dash-passkeys-first = Untuk menambah atau menghapusnya, tunjukkan dahulu di atas bahwa ini Anda.
dash-passkeys-label = Nama kunci sandi, misalnya perangkat tempatnya disimpan
dash-passkeys-add = Tambahkan kunci sandi
dash-passkeys-since = Ditambahkan
dash-passkeys-used = terakhir dipakai
dash-passkeys-unused = belum pernah dipakai
dash-passkeys-rename = Ubah nama
dash-passkeys-save = Simpan
dash-passkeys-remove = Hapus
dash-passkeys-refused = Kunci sandi tidak ditambahkan. Coba lagi.
dash-passkeys-no-label = Beri kunci sandi nama paling banyak 60 karakter.
dash-passkeys-go = Gunakan kunci sandi
dash-passkeys-not-in = Kunci sandi itu tidak diterima. Coba lagi, atau ketik nama dan kata sandi Anda.
dash-passkeys-stopped = Peramban Anda tidak memberikan kunci sandi. Anda dapat mencoba lagi.
dash-passkeys-known = Sudah ada kunci sandi untuk Anda di perangkat ini.

### The dashboard: replay
dash-replay-title = Putar ulang
dash-replay-at = Putar ulang: halaman { $number } dari { $of }
dash-replay-back = Kembali ke kasus
dash-replay-scenario = Unduh sebagai skenario simulator
dash-replay-steps = Halaman putar ulang
dash-replay-first = Halaman pertama
dash-replay-previous = Halaman sebelumnya
dash-replay-next = Halaman berikutnya
dash-replay-last = Halaman terakhir
dash-replay-page = Halaman
dash-replay-about = Tentang
dash-replay-when = Kapan
dash-replay-since = { $time } setelah halaman pertama
dash-replay-known = Bagaimana ini diketahui
dash-replay-used = Pemohon melakukan sesuatu di halaman ini.
dash-replay-led = Jawaban kami mengarah ke sini. Apakah halaman ini dilihat, dan berapa lama, tidak dicatat.
dash-replay-cut = Yang dicatat lebih banyak daripada yang ditampilkan di sini. Halaman kasus memuat semuanya.
dash-replay-drawn = Halaman itu
dash-replay-placeholders = Digambar seperti aslinya, dalam bahasa saat proses dimulai, dengan pengganti untuk isian orang itu. Tidak ada yang dapat ditekan di dalamnya.
dash-replay-inside = Apa yang ditampilkan halaman penyedia sendiri tidak dicatat.
dash-replay-undrawn = Halaman ini tidak dapat digambar lagi: yang ditampilkannya tidak disimpan, atau koneksinya sekarang tidak diatur.
dash-replay-beside = Dicatat sementara itu
dash-replay-nothing = Tidak ada yang dicatat selama halaman ini terbuka.
dash-replay-more = { $count ->
       *[other] Dan { $count } lagi. Halaman kasus memuat semuanya.
    }
dash-replay-said = { $count ->
        [one] Bingkai mengatakan sesuatu: { $verdict } ({ $event })
       *[other] Bingkai mengatakan sesuatu { $count } kali: { $verdict } ({ $event })
    }
dash-replay-called = { $connection }: { $call } – { $outcome }, { $took } md
dash-replay-moved = Pemeriksaan beralih ke { $to } ({ $why })
dash-replay-logged = { $kind }, oleh { $actor }
dash-replay-erased = Data orang ini sudah dihapus
    .more = Apa yang dilihat pemohon ikut terhapus.
dash-replay-unopened = Belum ada yang membukanya
    .more = Tidak ada yang dapat diputar ulang sebelum pemohon memulai.
dash-replay-kind-start = Halaman awal
dash-replay-kind-tasks = Daftar tugas
dash-replay-kind-choice = Pilihan cara
dash-replay-kind-terms = Teks untuk disetujui
dash-replay-kind-questions = Pertanyaan
dash-replay-kind-check = Jawaban, ditampilkan sekali lagi
dash-replay-kind-intro = Sebelum layar penyedia
dash-replay-kind-frame = Layar penyedia dalam bingkai
dash-replay-kind-leave = Jalan ke halaman penyedia sendiri
dash-replay-kind-waiting = Menunggu penyedia
dash-replay-kind-ended = Pemeriksaan berhenti atau berakhir
dash-replay-kind-consents = Apa yang disetujui
dash-replay-kind-instead = Melakukannya tanpa situs ini
dash-replay-kind-help = Bantuan dari seseorang
dash-replay-kind-not-me = “Ini bukan milik saya”
dash-replay-kind-result = Akhir

### The dashboard: single sign-on

dash-single-go = Masuk dengan { $name }
dash-single-lost = Kata sandi dinonaktifkan di sini. Jika tidak bisa masuk, tanyakan kepada pengelola operator.
dash-single-away-too-long = Itu terlalu lama, dimulai di tab lain, atau sudah dipakai. Mulai lagi.
dash-single-cancelled = Proses masuk dihentikan di sana. Mulai lagi kapan saja Anda siap.
dash-single-not-known = Anda tidak dapat masuk: tidak ada orang di sini dengan akun itu, atau jawabannya tidak dapat diperiksa. Mulai lagi dengan akun yang benar. Jika terjadi lagi, tanyakan kepada admin apakah Anda sudah ditambahkan.
dash-single-no-provider = Masuk dari sana tidak berfungsi saat ini. Coba lagi beberapa menit lagi. Jika berlanjut, beri tahu pengelola server ini.

### The dashboard: retention

dash-retention-title = Retensi
    .about = Apa yang dihapus dengan sendirinya, apa yang ditahan, dan apa yang menunggu keputusan Anda.
dash-retention-lead = Apa yang sudah disimpan selama yang dikatakan konfigurasi dihapus selamanya, seakan-akan kliennya meminta.
dash-retention-off = Tidak ada yang dihapus dengan sendirinya: tidak ada jangka waktu yang diatur. Yang tidak diperlukan lagi menunggu sampai klien atau operator menghapusnya.
dash-retention-stopped = Saat ini tidak ada yang dihapus
dash-retention-why-first = Retensi akan menghapus untuk pertama kali. Periksa apakah jangka waktunya sesuai keinginan Anda.
dash-retention-why-periods = Jangka waktu yang diatur berbeda dari sebelumnya. Periksa apakah sesuai keinginan Anda.
dash-retention-why-clock = Retensi tidak memeriksa selama dua hari, atau jam server melompat. Periksa apakah jam di bawah benar.
dash-retention-why-many = Jauh lebih banyak permohonan yang jatuh tempo sekaligus daripada biasanya. Periksa apakah jam dan jangka waktu di bawah benar.
dash-retention-waiting = { $count ->
       *[other] { $count } permohonan akan dihapus selamanya.
    }
dash-retention-since = Berhenti sejak
dash-retention-type = Untuk melanjutkan, ketik berapa banyak itu: { $count }
dash-retention-type-hint = Hanya angka. Yang jatuh tempo kemudian tidak ikut dikonfirmasi.
dash-retention-type-wrong = Bukan sebanyak itu yang akan dihapus sekarang. Lihat lagi jumlahnya.
dash-retention-confirm = Hapus selamanya
dash-retention-now = Sekarang
dash-retention-clock = Jam server
dash-retention-swept = Terakhir memeriksa dan melanjutkan
dash-retention-never = Belum pernah
dash-retention-due = Jatuh tempo sekarang
dash-retention-soon = Jatuh tempo dalam seminggu setelah itu
dash-retention-held = Dalam penahanan hukum
dash-retention-confirmed = Terakhir dikonfirmasi
dash-retention-periods = Berapa lama yang sudah selesai disimpan
dash-retention-for-all = Setiap alur
dash-retention-journey = Alur
dash-retention-completed = Selesai
dash-retention-rejected = Ditolak
dash-retention-unfinished = Tanpa keputusan
dash-retention-configured = Seperti retensi diatur, menurut akhir dan alur
dash-retention-for-good = Sampai seseorang menghapusnya
dash-retention-same = Seperti setiap alur
dash-retention-limit = Paling banyak { $count } per jam. Lebih dari { $many } yang jatuh tempo sekaligus, jika lebih dari { $percent } % dari semua yang disimpan, menunggu admin.
dash-retention-holds = Dalam penahanan hukum
dash-retention-no-holds = Tidak ada yang ditahan.
dash-retention-newest = Hanya { $count } terbaru yang ditampilkan.
dash-retention-all-held = Tampilkan semua yang ditahan
dash-retention-onboarding = Permohonan
dash-retention-by = Oleh
dash-retention-at = Sejak

### The dashboard: legal holds

dash-holds-title = Penahanan hukum
dash-holds-lead = Selama ditahan, ini tidak dihapus: tidak saat waktunya habis, dan tidak oleh klien, operator, atau baris perintah.
dash-holds-on = Dalam penahanan hukum sejak { $when }, oleh { $by }
dash-holds-place = Tahan
dash-holds-lift = Cabut penahanan
dash-holds-reason = Alasan
dash-holds-reason-hint = 10 sampai 500 karakter. Disimpan bersama kasus dan di log auditnya.
dash-holds-reason-wrong = Sebutkan alasannya dalam 10 sampai 500 karakter
dash-holds-due = Akan dihapus
dash-holds-overdue = Seharusnya dihapus
dash-holds-in-the-way = Kasus ini dalam penahanan hukum
    .next = Tidak ada yang dihapus. Yang berwenang mencabut penahanan melakukannya di halaman kasus, dengan alasan.

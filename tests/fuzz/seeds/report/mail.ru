From x Sat Nov 21 09:00:00 2026
Return-path: <>
From: mailer-daemon@corp.mail.example
To: bounce@shop.example
Date: Sat, 21 Nov 2026 09:00:09 +0100
Subject: =?koi8-r?B?7sUg1cTBzM/T2CDEz9PUwdfJ1NggwObfIMbM6MLFzckg?=
Mime-Version: 1.0
Content-Type: text/plain; charset=koi8-r
Content-Transfer-Encoding: 8bit

Это письмо создано автоматически сервером Mail.Ru, отвечать на него не нужно.

К сожалению, Ваше письмо не может быть
доставлено одному или нескольким получателям:

**********************

a@example.com:
message to a@example.com from bounce@shop.example:
Такого пользователя не существует.

**********************

------ Копия письма ------


	by mx.shop.example (Postfix) with ESMTPS id 4T1x2y3z4A5b
	for <a@example.com>; Sat, 21 Nov 2026 09:00:03 +0100 (CET)
From: Ferri Firenze <hello@shop.example>
To: Giulia Ferri <a@example.com>
Subject: Your order 1001
Date: Sat, 21 Nov 2026 09:00:00 +0100
Message-ID: <1@shop.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii
Auto-Submitted: auto-generated

Thank you for your order.

